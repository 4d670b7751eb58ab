import assert from 'node:assert/strict';
import { test } from 'node:test';
import { criticalPath, lengthOf } from '../src/runs/criticalPath.ts';
import type { Look } from '../src/runs/states.ts';
import type { TaskRun } from '../src/runs/statuses.ts';
import { axisOf, type TimelineRow, ticksOf } from '../src/runs/timeline.ts';

interface Given {
  readonly look?: Look;
  readonly kind?: string;
}

function row(from: number, to: number, { look = 'done', kind = 'agent' }: Given = {}): TimelineRow {
  const run = { task: 'a', path: '', kind, look } as TaskRun;
  return { run, readyAt: from, startedAt: from, endedAt: to };
}

test('an axis without idle stretches is even', () => {
  const axis = axisOf([row(0, 500), row(500, 1_000)], 0, 1_000);

  assert.deepEqual(axis.folds, []);
  assert.deepEqual([0, 250, 1_000].map(axis.place), [0, 0.25, 1]);
});

test('a stretch in which nothing works is folded when it is long', () => {
  const rows = [row(0, 100), row(900, 1_000)];

  const axis = axisOf(rows, 0, 1_000);

  assert.deepEqual(axis.folds, [{ from: 100, to: 900 }]);
  assert.ok(axis.place(100) > 0.45, 'what works takes the room that the fold leaves');
  assert.ok(axis.place(900) - axis.place(100) < 0.05);
});

test('a person who takes long does not push the work aside, and neither does a map around it', () => {
  const rows = [
    row(0, 100),
    row(100, 900, { look: 'waiting', kind: 'approval' }),
    row(0, 1_000, { kind: 'map' }),
    row(900, 1_000),
  ];

  assert.deepEqual(axisOf(rows, 0, 1_000).folds, [{ from: 100, to: 900 }]);
});

test('moments keep their order and stay on the axis, whatever is folded', () => {
  const random = sequence(7);
  for (let round = 0; round < 200; round += 1) {
    const rows = Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
      const from = random() * 900;
      return row(from, from + random() * 100);
    });
    const axis = axisOf(rows, 0, 1_000);
    const places = Array.from({ length: 50 }, () => random() * 1_200 - 100)
      .sort((one, other) => one - other)
      .map(axis.place);

    assert.ok(places.every((place, at) => place >= (places[at - 1] ?? 0)));
    assert.ok(places.every((place) => place >= -1e-9 && place <= 1 + 1e-9));
    assert.ok(Math.abs(axis.place(1_000) - 1) < 1e-9);
  }
});

test('ticks are few, begin at the beginning, and none stands in a fold', () => {
  const axis = axisOf([row(0, 100_000), row(7_300_000, 7_400_000)], 0, 7_400_000);

  const ticks = ticksOf(axis);

  assert.equal(ticks[0]?.at, 0);
  assert.ok(ticks.length <= 8);
  assert.ok(ticks.every(({ at }) => at <= 100_000 || at >= 7_300_000));
});

const SPANS: Readonly<Record<string, { startedAt: number; endedAt: number }>> = {
  plan: { startedAt: 0, endedAt: 10 },
  quick: { startedAt: 10, endedAt: 12 },
  slow: { startedAt: 10, endedAt: 40 },
  merge: { startedAt: 40, endedAt: 50 },
};
const EDGES = [
  { source: 'plan', target: 'quick' },
  { source: 'plan', target: 'slow' },
  { source: 'quick', target: 'merge' },
  { source: 'slow', target: 'merge' },
];

test('the critical path goes back along what ended last', () => {
  const spanOf = (task: string) => SPANS[task];

  const path = criticalPath(EDGES, spanOf);

  assert.deepEqual(path, ['plan', 'slow', 'merge']);
  assert.equal(lengthOf(path, spanOf), 50);
});

test('what did not end is no part of the critical path', () => {
  const spanOf = (task: string) => (task === 'merge' ? undefined : SPANS[task]);

  assert.deepEqual(criticalPath(EDGES, spanOf), ['plan', 'slow']);
  assert.deepEqual(
    criticalPath([], () => undefined),
    [],
  );
});

/** Numbers in [0, 1), the same for each seed. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
