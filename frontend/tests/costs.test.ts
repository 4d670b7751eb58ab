/** What is done at once with thousands of tasks; each of these once took seconds or minutes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { framesOf } from '../src/canvas/frames.ts';
import { copyTasks, pasteTasks, readClip } from '../src/workflow/clipboard.ts';
import { planExtraction } from '../src/workflow/extracting.ts';
import type { JsonObject } from '../src/workflow/json.ts';
import { roomIn } from '../src/workflow/roomIn.ts';
import { placesOfUnplaced } from '../src/workflow/unplaced.ts';
import { roleOf, viewOf } from './extracted.ts';

const MOST_MS = 1_000;

function many(count: number, task: (at: number) => JsonObject): Record<string, JsonObject> {
  const wait = { kind: 'wait', duration_s: 1, position: [0, 0] };
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`t${at}`, { ...wait, ...task(at) }]),
  );
}

function soon<Result>(act: () => Result): Result {
  const started = performance.now();
  const result = act();
  assert.ok(performance.now() - started < MOST_MS, `${performance.now() - started} ms`);
  return result;
}

test('extracting a chain each task of which is read from outside', () => {
  const chain = many(3_000, (at) => ({ depends_on: at === 0 ? [] : [`t${at - 1 - (at % 2)}`] }));
  const view = viewOf(chain);
  const even = view.ids('tasks').filter((id) => Number(id.slice(1)) % 2 === 0);

  assert.equal(soon(() => planExtraction(view, even, 'Part', roleOf)).call.removed.length, 1_500);
});

test('laying out thousands of folded frames', () => {
  const view = viewOf(
    many(4_000, (at) => ({ group: `t${at % 2_000}` })),
    { groups: many(2_000, () => ({ collapsed: true })) },
  );
  framesOf(view, new Map(), new Map());

  assert.equal(soon(() => framesOf(view, new Map(), new Map())).length, 2_000);
});

test('putting a task before thousands', () => {
  const view = viewOf(
    many(3_000, (at) => ({ depends_on: at === 0 ? [] : [`t${at - 1}`], position: [at * 256, 0] })),
  );
  view.edges();
  const edge = { source: 't0', target: 't1' };
  const size = { width: 216, height: 72 };

  assert.equal(soon(() => roomIn(view, edge, { x: 128, y: 0 }, size)).moved.size, 2_999);
});

test('placing thousands of tasks among thousands that lie in their way', () => {
  const tasks = new Map<string, JsonObject>();
  for (let at = 0; at < 2_500; at += 1) tasks.set(`new${at}`, { kind: 'wait' });
  for (let at = 2_500; at > 0; at -= 1)
    tasks.set(`old${at}`, { kind: 'wait', position: [0, at * 104] });

  assert.equal(soon(() => placesOfUnplaced(tasks, [])).size, 2_500);
});

test('pasting a thousand of thousands', () => {
  const view = viewOf(many(3_000, (at) => ({ name: `T ${at}`, position: [at * 256, 0] })));
  const clip = readClip(copyTasks(view, view.ids('tasks').slice(0, 1_000)));
  assert.ok(clip);

  assert.equal(soon(() => pasteTasks(view, clip, 'beside')).length, 1_000);
});
