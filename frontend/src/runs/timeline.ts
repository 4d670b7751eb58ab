/** When each task run waited and worked, on an axis whose idle stretches are folded away. */
import type { ExecutionFeed } from './executionFeed.ts';
import { inPathOrder } from './paths.ts';
import type { TaskRun } from './statuses.ts';

export interface TimelineRow {
  readonly run: TaskRun;
  /** Milliseconds since 1970; absent: not yet. */
  readonly readyAt: number | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
}

const WAITING_KINDS = new Set(['approval', 'wait']);
const CONTAINERS = new Set(['map', 'loop']);

/**
 * In the order in which they could begin, then as the plan lists them and items are counted; those
 * that never did last.
 */
export function rowsOf(feed: Pick<ExecutionFeed, 'tasks' | 'statusOf'>): readonly TimelineRow[] {
  const rows = feed
    .tasks()
    .flatMap((task) => inPathOrder(feed.statusOf(task)?.runs ?? []).map(rowOf));
  const first = ({ readyAt, startedAt }: TimelineRow) =>
    Math.min(readyAt ?? Number.POSITIVE_INFINITY, startedAt ?? Number.POSITIVE_INFINITY);
  return rows.sort((one, other) => {
    const [a, b] = [first(one), first(other)];
    return a === b ? 0 : a - b;
  });
}

/** A task run is another object whenever it changed, so most rows need not be read anew. */
const READ = new WeakMap<TaskRun, TimelineRow>();

function rowOf(run: TaskRun): TimelineRow {
  const known = READ.get(run);
  if (known !== undefined) return known;
  const at = (text: string | null) => (text === null ? undefined : Date.parse(text));
  const row = {
    run,
    readyAt: at(run.readyAt),
    startedAt: at(run.startedAt),
    endedAt: at(run.endedAt),
  };
  READ.set(run, row);
  return row;
}

/** It waits for a person, a time, or another run; no worker is busy with it. */
export function waits({ run }: TimelineRow): boolean {
  return run.look === 'waiting' || WAITING_KINDS.has(run.kind);
}

export interface Fold {
  readonly from: number;
  readonly to: number;
}

/** When an attempt worked. */
export interface Worked {
  readonly from: number;
  readonly to: number;
}

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly folds: readonly Fold[];
  /** Where a moment stands, 0 to 1. */
  readonly place: (at: number) => number;
}

const FOLDED_ABOVE = 0.2;
const FOLD_WIDTH = 0.04;

/**
 * An axis from the first moment to the last; stretches above a fifth in which nothing works are folded.
 *
 * A row knows its newest attempt alone; `earlier` ones worked, too.
 */
export function axisOf(
  rows: readonly TimelineRow[],
  from: number,
  to: number,
  earlier: readonly Worked[] = [],
): Axis {
  const length = Math.max(1, to - from);
  const folds = idleIn(rows, from, to, earlier).filter(
    (idle) => (idle.to - idle.from) / length > FOLDED_ABOVE,
  );
  const folded = folds.reduce((sum, fold) => sum + fold.to - fold.from, 0);
  const scale = (1 - FOLD_WIDTH * folds.length) / Math.max(1, length - folded);
  const place = (at: number) => {
    const moment = Math.min(Math.max(at, from), to);
    let shown = moment - from;
    let added = 0;
    for (const fold of folds) {
      if (moment <= fold.from) break;
      const inside = Math.min(moment, fold.to) - fold.from;
      shown -= inside;
      added += (FOLD_WIDTH * inside) / (fold.to - fold.from);
    }
    return shown * scale + added;
  };
  return { from, to, folds, place };
}

function idleIn(
  rows: readonly TimelineRow[],
  from: number,
  to: number,
  earlier: readonly Worked[],
): readonly Fold[] {
  const busy = rows
    .filter((row) => row.startedAt !== undefined && !waits(row) && !CONTAINERS.has(row.run.kind))
    .map((row): Fold => ({ from: row.startedAt as number, to: row.endedAt ?? to }))
    .concat(earlier)
    .sort((one, other) => one.from - other.from);
  const idle: Fold[] = [];
  let at = from;
  for (const each of busy) {
    if (each.from > at) idle.push({ from: at, to: each.from });
    at = Math.max(at, each.to);
  }
  if (at < to) idle.push({ from: at, to });
  return idle;
}

export interface Tick {
  readonly at: number;
  readonly place: number;
}

const STEPS_S = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600,
];
const MOST_TICKS = 7;

/** Round moments since the beginning, none inside a fold. */
export function ticksOf(axis: Axis): readonly Tick[] {
  const folded = axis.folds.reduce((sum, fold) => sum + fold.to - fold.from, 0);
  const shown = Math.max(1, axis.to - axis.from - folded);
  const step = 1_000 * (STEPS_S.find((each) => shown / 1_000 / each <= MOST_TICKS) ?? 86_400);
  const ticks: Tick[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let at = axis.from; at <= axis.to; at += step) {
    const fold = axis.folds.find(({ from, to }) => at > from && at < to);
    if (fold !== undefined) {
      at += Math.floor((fold.to - at) / step) * step;
      continue;
    }
    const place = axis.place(at);
    if (place - last < 1 / (MOST_TICKS * 2)) continue;
    ticks.push({ at, place });
    last = place;
  }
  return ticks;
}
