import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countInWords, countsByTask, sortedFor, type Thread } from '../src/designer/threads.ts';

function thread(id: string, about: Partial<Thread>): Thread {
  return { id, place: 'task', subject: '', unread: 0, resolved_at: null, ...about } as Thread;
}

const THREADS = [
  thread('1', { subject: 'a', unread: 2 }),
  thread('2', { place: 'workflow', unread: 5 }),
  thread('3', { subject: 'b' }),
  thread('4', { subject: 'a', unread: 1 }),
  thread('5', { subject: 'c', resolved_at: '2026-01-01T00:00:00Z', unread: 1 }),
];

test('open threads are counted by the task that they are about', () => {
  const counts = countsByTask(THREADS);

  assert.deepEqual(Object.fromEntries(counts), {
    a: { open: 2, unread: 3 },
    b: { open: 1, unread: 0 },
  });
  assert.equal(countInWords(counts.get('a')), '2 open comments, 3 new');
  assert.equal(countInWords(counts.get('b')), '1 open comment');
  assert.equal(countInWords(counts.get('c')), '');
});

test('what is about the selected task stands first', () => {
  const ids = (task?: string) => sortedFor(task, THREADS).map(({ id }) => id);

  assert.deepEqual(ids('b'), ['3', '1', '2', '4', '5']);
  assert.deepEqual(ids(), ['1', '2', '3', '4', '5']);
});
