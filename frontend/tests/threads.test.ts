import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countInWords,
  countsByPlace,
  onPoints,
  sortedFor,
  type Thread,
} from '../src/designer/threads.ts';

function thread(id: string, about: Partial<Thread>): Thread {
  return { id, place: 'task', subject: '', unread: 0, resolved_at: null, ...about } as Thread;
}

const THREADS = [
  thread('1', { subject: 'a', unread: 2 }),
  thread('2', { place: 'workflow', unread: 5 }),
  thread('3', { subject: 'b' }),
  thread('4', { subject: 'a', unread: 1 }),
  thread('6', { place: 'edge', subject: 'a>b', unread: 1 }),
  thread('7', { place: 'point', point: [1, 2] }),
  thread('8', { place: 'point', point: [1, 2], resolved_at: '2026-01-01T00:00:00Z' }),
  thread('5', { subject: 'c', resolved_at: '2026-01-01T00:00:00Z', unread: 1 }),
];

test('open threads are counted by the task or edge that they are about', () => {
  const counts = countsByPlace(THREADS);

  assert.deepEqual(Object.fromEntries(counts), {
    a: { open: 2, unread: 3 },
    b: { open: 1, unread: 0 },
    'a>b': { open: 1, unread: 1 },
    '': { open: 2, unread: 5 },
  });
  assert.equal(countInWords(counts.get('a')), '2 open comments, 3 new');
  assert.equal(countInWords(counts.get('b')), '1 open comment');
  assert.equal(countInWords(counts.get('c')), '');
});

test('points of the canvas have their marks while nobody has resolved what is said', () => {
  assert.deepEqual(
    onPoints(THREADS).map(({ id }) => id),
    ['7'],
  );
});

test('what is wanted stands first, then what is about the selection', () => {
  const ids = (about?: string, wanted?: string) =>
    sortedFor(about, THREADS, wanted).map(({ id }) => id);

  assert.deepEqual(ids('b'), ['3', '1', '2', '4', '6', '7', '8', '5']);
  assert.deepEqual(ids('a>b', '4').slice(0, 2), ['4', '6']);
  assert.deepEqual(ids(), ['1', '2', '3', '4', '6', '7', '8', '5']);
});
