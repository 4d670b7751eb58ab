import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomesOf, upstreamOf, whyNotConnect, whyNotFrom } from '../src/workflow/graph.ts';
import type { JsonObject } from '../src/workflow/json.ts';

const TASKS: Readonly<Record<string, JsonObject>> = {
  a: { kind: 'agent', name: 'Ask' },
  b: { kind: 'agent' },
  c: { kind: 'agent' },
  each: { kind: 'map' },
  inner: { kind: 'agent', parent: 'each' },
};
const EDGES = [
  { source: 'a', target: 'b' },
  { source: 'b', target: 'c' },
  { source: 'b', target: 'each' },
];
const task = (id: string) => TASKS[id];

test('what a task can read is what surely ended before it, also before its container', () => {
  assert.deepEqual([...upstreamOf('c', EDGES, task)].sort(), ['a', 'b']);
  assert.deepEqual([...upstreamOf('inner', EDGES, task)].sort(), ['a', 'b']);
  assert.deepEqual([...upstreamOf('a', EDGES, task)], []);
});

test('an edge that closes a circle is refused and says which one', () => {
  const why = whyNotConnect({ source: 'c', target: 'a' }, EDGES, task);

  assert.match(why ?? '', /“c” already waits for “Ask”/);
});

test('an edge to itself, a second one, and one between containers are refused', () => {
  assert.match(whyNotConnect({ source: 'a', target: 'a' }, EDGES, task) ?? '', /itself/);
  assert.match(whyNotConnect({ source: 'a', target: 'b' }, EDGES, task) ?? '', /already/);
  assert.match(whyNotConnect({ source: 'a', target: 'inner' }, EDGES, task) ?? '', /containers/);
});

test('a second edge for another outcome is another edge', () => {
  assert.equal(
    whyNotConnect({ source: 'a', outcome: 'failed', target: 'b' }, EDGES, task),
    undefined,
  );
});

test('whatever is told of one edge is told the same to who looks for an end, from either side', () => {
  const all = Object.keys(TASKS);
  for (const one of all) {
    const towards = whyNotFrom({ id: one, side: 'source' }, EDGES, task);
    const back = whyNotFrom({ id: one, side: 'target' }, EDGES, task);
    for (const other of all) {
      assert.equal(towards(other), whyNotConnect({ source: one, target: other }, EDGES, task));
      assert.equal(back(other), whyNotConnect({ source: other, target: one }, EDGES, task));
    }
  }
});

test('a branch ends as one of its cases, other kinds as their kind says', () => {
  const branch = { kind: 'branch', cases: [{ name: 'yes' }, { name: 'no' }, { name: 'yes' }] };

  assert.deepEqual(outcomesOf(branch, []), ['yes', 'no']);
  assert.deepEqual(outcomesOf({ kind: 'approval' }, ['approved']), ['approved']);
  assert.deepEqual(outcomesOf(undefined, []), []);
});
