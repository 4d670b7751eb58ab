/** Two runs task by task. */
import type { Shape } from '../api/client.ts';

type Row = Shape<'TaskRunRow'>;

export interface Side {
  readonly state: string;
  readonly isCached: boolean;
  /** Of all runs of the task together; null: none ended. */
  readonly ms: number | null;
  readonly costMicrousd: number;
  readonly tokens: number;
  /** From its first start to its last end, in ms since the first task of its execution started. */
  readonly span: readonly [from: number, to: number] | null;
  readonly runs: number;
  /** The run whose output stands for the task. */
  readonly id: number;
}

export interface Pair {
  readonly task: string;
  readonly before: Side | undefined;
  readonly after: Side | undefined;
  readonly msMore: number | null;
  readonly costMore: number;
  readonly tokensMore: number;
}

/** Every task of either run, what differs most in time first. */
export function pairsOf(before: readonly Row[], after: readonly Row[]): readonly Pair[] {
  const [one, other] = [sidesOf(before), sidesOf(after)];
  const pairs = [...new Set([...one.keys(), ...other.keys()])].map((task): Pair => {
    const [a, b] = [one.get(task), other.get(task)];
    const isTimed = a?.ms != null && b?.ms != null;
    return {
      task,
      before: a,
      after: b,
      msMore: isTimed ? (b?.ms ?? 0) - (a?.ms ?? 0) : null,
      costMore: (b?.costMicrousd ?? 0) - (a?.costMicrousd ?? 0),
      tokensMore: (b?.tokens ?? 0) - (a?.tokens ?? 0),
    };
  });
  return pairs.sort((x, y) => Math.abs(y.msMore ?? 0) - Math.abs(x.msMore ?? 0));
}

/** How long the longer of the two executions worked, in ms; at least 1. */
export function extentOf(pairs: readonly Pair[]): number {
  const ends = pairs.flatMap(({ before, after }) => [
    before?.span?.[1] ?? 0,
    after?.span?.[1] ?? 0,
  ]);
  return ends.reduce((most, end) => Math.max(most, end), 1);
}

function sidesOf(rows: readonly Row[]): ReadonlyMap<string, Side> {
  const sides = new Map<string, Side>();
  const zero = rows
    .flatMap(({ started_at: from }) => (from ? [Date.parse(from)] : []))
    .reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);
  for (const [task, runs] of Map.groupBy(rows, (row) => row.task)) {
    const [first] = runs;
    if (first === undefined) continue;
    const worst = runs.find(({ state }) => state === 'failed') ?? first;
    const spans = runs.flatMap(({ started_at: from, ended_at: to }) =>
      from && to ? [[Date.parse(from) - zero, Date.parse(to) - zero] as const] : [],
    );
    sides.set(task, {
      state: worst.state,
      isCached: worst.flags.includes('cached'),
      ms: spans.length === 0 ? null : spans.reduce((sum, [from, to]) => sum + to - from, 0),
      costMicrousd: runs.reduce((sum, { cost_microusd: cost }) => sum + cost, 0),
      tokens: runs.reduce((sum, { tokens }) => sum + tokens, 0),
      span: spans.length === 0 ? null : hullOf(spans),
      runs: runs.length,
      id: worst.id,
    });
  }
  return sides;
}

type Span = readonly [from: number, to: number];

function hullOf(spans: readonly Span[]): Span {
  return spans.reduce(([from, to], [start, end]) => [Math.min(from, start), Math.max(to, end)]);
}
