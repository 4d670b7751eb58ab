import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Look } from '../src/runs/states.ts';
import { standInWords, type TaskRun, type TaskStatus, TaskStatuses } from '../src/runs/statuses.ts';
import { barOf, orderOf } from '../src/runs/taskRows.ts';

interface Given {
  readonly path?: string;
  readonly look?: Look;
  readonly from?: number;
  readonly to?: number;
}

function run(task: string, { path = '', look = 'running', from, to }: Given = {}): TaskRun {
  const at = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  const rest = { id: undefined, kind: 'agent', attempt: 1, reason: '', readyAt: null };
  return { ...rest, task, path, look, startedAt: at(from), endedAt: at(to) };
}

const nextFrame = () => new Promise((done) => setTimeout(done, 1));

function statuses(...runs: TaskRun[]): TaskStatuses {
  const made = new TaskStatuses();
  after(() => made.close());
  for (const each of runs) made.put(each);
  return made;
}

test('listeners hear once a frame, and of their own task alone', async () => {
  const all = statuses();
  const heard: string[] = [];
  for (const task of ['a', 'b']) all.onChange(task, () => heard.push(task));

  for (let at = 0; at < 200; at += 1) all.put(run('a', { path: String(at) }));
  await nextFrame();

  assert.deepEqual(heard, ['a']);
  assert.equal(all.statusOf('a')?.runs.length, 200);
});

test('a task with many runs began with its first and ended with its last', async () => {
  const all = statuses(
    run('a', { path: '0', look: 'done', from: 20, to: 30 }),
    run('a', { path: '1', look: 'failed', from: 10, to: 50 }),
    run('b', { path: '0', look: 'done', from: 20, to: 30 }),
    run('b', { path: '1', from: 25 }),
  );
  await nextFrame();

  const { look, ended, startedAt, endedAt } = all.statusOf('a') as TaskStatus;

  assert.deepEqual([look, ended, startedAt, endedAt], ['failed', 2, 10, 50]);
  assert.equal(all.statusOf('b')?.endedAt, undefined, 'one of its runs goes on');
});

test('tasks stand in the order in which they began, and the order stays the same object', async () => {
  const all = statuses(run('c', { from: 5 }), run('b'), run('a'), run('d', { from: 1 }));
  await nextFrame();

  const order = orderOf(all, []);

  assert.deepEqual(order, ['d', 'c', 'a', 'b']);
  all.put(run('c', { look: 'done', from: 5, to: 9 }));
  await nextFrame();
  assert.equal(orderOf(all, order), order, 'nothing is drawn anew for a state alone');
});

test('a bar stays within its row, however late, short or early the task was', async () => {
  const given = [run('a', { from: 0, to: 0 }), run('b', { from: 99 }), run('c', { from: -50 })];
  const all = statuses(...given, run('d'));
  await nextFrame();

  for (const { task } of given) {
    const bar = barOf(all.statusOf(task), { from: 0, to: 100 });
    assert.ok(bar && bar.left >= 0 && bar.width > 0 && bar.left + bar.width <= 1 + 1e-9, task);
  }
  assert.equal(barOf(all.statusOf('d'), { from: 0, to: 100 }), undefined);
});

test('what is inside a container stands together with its worst', async () => {
  const all = statuses(
    run('a', { path: '0', look: 'done' }),
    run('a', { path: '1', look: 'failed' }),
    run('b', { path: '0' }),
  );
  await nextFrame();
  const [a, b] = [all.statusOf('a'), all.statusOf('b')] as [TaskStatus, TaskStatus];

  assert.equal(standInWords([a, b]), '2/3 failed');
  assert.equal(standInWords([b]), '0/1 running');
  assert.equal(standInWords([]), '');
});

test('a run only waits while something waits and nothing works', async () => {
  const all = statuses(run('ask', { look: 'waiting' }), run('later', { look: 'queued' }));
  assert.equal(all.onlyWaits(), true);
  all.put(run('work', { look: 'running' }));
  assert.equal(all.onlyWaits(), false);
  all.put(run('work', { look: 'done' }));
  assert.equal(all.onlyWaits(), true);
  all.put(run('ask', { look: 'done' }));
  assert.equal(all.onlyWaits(), false);
});
