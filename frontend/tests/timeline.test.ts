import assert from 'node:assert/strict';
import { test } from 'node:test';
import { criticalPath, lengthOf } from '../src/runs/criticalPath.ts';
import { subjectOf } from '../src/runs/runContext.ts';
import type { Look } from '../src/runs/states.ts';
import type { TaskRun, TaskStatus } from '../src/runs/statuses.ts';
import { axisOf, rowsOf, type TimelineRow, ticksOf } from '../src/runs/timeline.ts';
import { FEW_INSIDE, treeOf } from '../src/runs/timelineTree.ts';

interface Given {
  readonly look?: Look;
  readonly kind?: string;
}

function row(from: number, to: number, { look = 'done', kind = 'agent' }: Given = {}): TimelineRow {
  const run = { task: 'a', path: '', kind, look } as TaskRun;
  return { run, readyAt: from, startedAt: from, endedAt: to };
}

function run(task: string, path: string): TaskRun {
  return { task, path, kind: 'agent', look: 'done', readyAt: START, startedAt: START } as TaskRun;
}

const START = '2026-01-01T00:00:00Z';
const nameOf = ({ run: { task, path } }: TimelineRow) => subjectOf(task, path);

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

test('an earlier attempt worked, so the time in which it did is not idle', () => {
  const retried = row(900, 1_000);

  const axis = axisOf([row(0, 100), retried], 0, 1_000, [{ from: 480, to: 500 }]);

  assert.deepEqual(axis.folds, [
    { from: 100, to: 480 },
    { from: 500, to: 900 },
  ]);
});

test('items that began at once stand as they are counted', () => {
  const runs = ['10', '9', '2', '0.10', '0.9'].map((path) => run('each', path));
  const feed = { tasks: () => ['each'], statusOf: () => ({ runs }) as unknown as TaskStatus };

  const paths = rowsOf(feed).map((each) => each.run.path);

  assert.deepEqual(paths, ['0.9', '0.10', '2', '9', '10']);
});

test('what is inside a map stands under it, and many begin put away', () => {
  const items = Array.from({ length: FEW_INSIDE + 1 }, (_, at) => run('each', String(at)));
  const rows = [run('map', ''), run('after', ''), ...items].map((each) => ({
    ...row(0, 1),
    run: each,
  }));
  const parentOf = (task: string) => (task === 'each' ? 'map' : undefined);

  const away = treeOf(rows, parentOf, new Map());
  const open = treeOf(rows, parentOf, new Map([['map', true]]));

  assert.deepEqual(away.map(nameOf), ['map', 'after']);
  assert.deepEqual(away[0]?.inside, { count: FEW_INSIDE + 1, ended: FEW_INSIDE + 1 });
  assert.deepEqual(open.slice(0, 3).map(nameOf), ['map', 'each[0]', 'each[1]']);
  assert.equal(open.at(-1)?.run.task, 'after');
});

test('a map inside a map holds its own items, and no row is lost or doubled', () => {
  const rows = [run('outer', ''), run('inner', '0'), run('inner', '1'), run('leaf', '1.0')];
  const parents: Readonly<Record<string, string>> = { inner: 'outer', leaf: 'inner' };

  const shown = treeOf(
    rows.map((each) => ({ ...row(0, 1), run: each })),
    (task) => parents[task],
    new Map(),
  );

  assert.deepEqual(shown.map(nameOf), ['outer', 'inner[0]', 'inner[1]', 'leaf[1.0]']);
  assert.deepEqual(
    shown.map(({ depth }) => depth),
    [0, 1, 1, 2],
  );
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
