import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Span, shortening } from '../src/runs/shortening.ts';
import type { Edge } from '../src/workflow/edges.ts';

const DIAMOND: readonly Edge[] = ['a>b', 'a>c', 'b>d', 'c>d'].map(edge);

function edge(text: string): Edge {
  const [source = '', target = ''] = text.split('>');
  return { source, target };
}

function told(spans: Readonly<Record<string, readonly [number, number]>>, edges = DIAMOND) {
  const spanOf = (task: string): Span | undefined => {
    const [startedAt, endedAt] = spans[task] ?? [];
    return startedAt === undefined || endedAt === undefined ? undefined : { startedAt, endedAt };
  };
  return shortening(Object.keys(spans), edges, spanOf, 0, 50);
}

test('steps of the critical path save up to what runs beside them, the others have slack', () => {
  const steps = told({ a: [0, 10], b: [10, 40], c: [10, 30], d: [40, 50] });

  assert.deepEqual(
    steps.map(({ task, took, slack, saves }) => [task, took, slack, saves]),
    [
      ['b', 30, 0, 10],
      ['a', 10, 0, 10],
      ['d', 10, 0, 10],
      ['c', 20, 10, 0],
    ],
  );
  assert.equal(steps.find(({ task }) => task === 'b')?.share, 0.6);
});

test('of two that end together neither alone shortens the run', () => {
  const steps = told({ a: [0, 10], b: [10, 40], c: [10, 40], d: [40, 50] });

  assert.deepEqual(steps.map(({ task }) => task).slice(0, 2), ['a', 'd']);
  assert.deepEqual(
    steps.filter(({ saves }) => saves === 0).map(({ slack }) => slack),
    [0, 0],
  );
});

test('what a join of any did not wait for is no reason', () => {
  const steps = told({ a: [0, 10], b: [10, 20], c: [10, 90], d: [20, 100] });

  assert.equal(steps.find(({ task }) => task === 'd')?.saves, 100 - 90);
  assert.equal(steps.find(({ task }) => task === 'c')?.slack, 10);
});

test('nothing is told of a run in which nothing has ended', () => {
  assert.deepEqual(told({}), []);
});

/** Runs by chance of graphs by chance, as an engine with some queueing might have done them. */
function* runs() {
  let seed = 7;
  const random = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % (most + 1);
  };
  for (let round = 0; round < 200; round += 1) {
    const spans: Record<string, readonly [number, number]> = {};
    const edges: Edge[] = [];
    const count = 1 + random(12);
    for (let at = 0; at < count; at += 1) {
      let free = 0;
      for (let source = 0; source < at; source += 1) {
        if (random(3) > 0) continue;
        edges.push({ source: `t${source}`, target: `t${at}` });
        free = Math.max(free, spans[`t${source}`]?.[1] ?? 0);
      }
      const start = free + random(3);
      spans[`t${at}`] = [start, start + random(20)];
    }
    yield { spans, edges };
  }
}

test('whatever ran: nothing saves more than it took, shares are shares, some step has no slack', () => {
  for (const { spans, edges } of runs()) {
    const steps = told(spans, edges);
    const end = Math.max(...Object.values(spans).map(([, at]) => at));
    for (const { took, saves, slack, share } of steps) {
      assert.ok(saves >= 0 && saves <= took);
      assert.ok(slack >= 0 && slack <= end);
      assert.ok(share > 0 && share <= 1);
      assert.ok(saves === 0 || slack === 0);
    }
    if (steps.length > 0) {
      assert.ok(steps.every((step, at) => at === 0 || step.saves <= (steps[at - 1]?.saves ?? 0)));
    }
  }
});

test('whatever ran: the last that ended has no slack', () => {
  for (const { spans, edges } of runs()) {
    const steps = told(spans, edges);
    const end = Math.max(...Object.values(spans).map(([, at]) => at));
    const last = steps.filter(({ task }) => spans[task]?.[1] === end);
    assert.ok(last.every(({ slack }) => slack === 0));
  }
});
