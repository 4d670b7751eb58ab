/** Two runs task by task. */
import type { Shape } from '../api/client.ts';

type Row = Shape<'TaskRunRow'>;

export interface Side {
  readonly state: string;
  readonly isCached: boolean;
  /** Of all runs of the task together; null: none ended. */
  readonly ms: number | null;
  readonly costMicrousd: number;
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
    };
  });
  return pairs.sort((x, y) => Math.abs(y.msMore ?? 0) - Math.abs(x.msMore ?? 0));
}

function sidesOf(rows: readonly Row[]): ReadonlyMap<string, Side> {
  const sides = new Map<string, Side>();
  for (const [task, runs] of Map.groupBy(rows, (row) => row.task)) {
    const [first] = runs;
    if (first === undefined) continue;
    const worst = runs.find(({ state }) => state === 'failed') ?? first;
    const timed = runs.flatMap(({ started_at: from, ended_at: to }) =>
      from && to ? [Date.parse(to) - Date.parse(from)] : [],
    );
    sides.set(task, {
      state: worst.state,
      isCached: worst.flags.includes('cached'),
      ms: timed.length === 0 ? null : timed.reduce((sum, ms) => sum + ms, 0),
      costMicrousd: runs.reduce((sum, { cost_microusd: cost }) => sum + cost, 0),
      runs: runs.length,
      id: worst.id,
    });
  }
  return sides;
}
