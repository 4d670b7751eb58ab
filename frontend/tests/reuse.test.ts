import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryOf } from '../src/runs/reuse.ts';
import type { Look } from '../src/runs/states.ts';

const TASKS = ['plan', 'left', 'right', 'merge'];
const EDGES = [
  { source: 'plan', target: 'left' },
  { source: 'plan', target: 'right' },
  { source: 'left', target: 'merge' },
  { source: 'right', target: 'merge' },
];

function looks(given: Readonly<Record<string, Look>>): (task: string) => Look | undefined {
  return (task) => given[task];
}

test('a retry runs what failed and all after it, and keeps the rest', () => {
  const told = looks({ plan: 'done', left: 'cached', right: 'failed', merge: 'cancelled' });

  const { again, kept } = retryOf(TASKS, EDGES, told, undefined);

  assert.deepEqual(again, ['right', 'merge']);
  assert.deepEqual(kept, ['plan', 'left']);
});

test('from a task on, that one and all after it run again', () => {
  const all = looks({ plan: 'done', left: 'done', right: 'done', merge: 'done' });

  const { again, kept } = retryOf(TASKS, EDGES, all, 'left');

  assert.deepEqual(again, ['left', 'merge']);
  assert.deepEqual(kept, ['plan', 'right']);
});

test('what did not succeed elsewhere runs again, too, since there is nothing of it to keep', () => {
  const told = looks({ plan: 'done', left: 'done', right: 'failed', merge: 'cancelled' });

  assert.deepEqual(retryOf(TASKS, EDGES, told, 'left').again, ['left', 'right', 'merge']);
});

test('what was skipped is neither kept nor run again by itself', () => {
  const told = looks({ plan: 'done', left: 'skipped', right: 'failed', merge: 'cancelled' });

  const { again, kept } = retryOf(TASKS, EDGES, told, undefined);

  assert.deepEqual(again, ['right', 'merge']);
  assert.deepEqual(kept, ['plan']);
});
