/** Lines that somebody marked to copy: from one to another, both included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** A press marks one line, or takes the mark off it; with Shift, all from the first mark to here. */
export function rangeAfter(
  before: LineRange | undefined,
  at: number,
  isExtended: boolean,
): LineRange | undefined {
  if (isExtended && before !== undefined) return { from: before.from, to: at };
  const isAlone = before?.from === at && before.to === at;
  return isAlone ? undefined : { from: at, to: at };
}

export function holds(range: LineRange | undefined, at: number): boolean {
  return range !== undefined && at >= Math.min(range.from, range.to) && at <= lastOf(range);
}

export function rowsIn<Row>(rows: readonly Row[], range: LineRange | undefined): readonly Row[] {
  if (range === undefined) return rows;
  return rows.slice(Math.min(range.from, range.to), lastOf(range) + 1);
}

function lastOf({ from, to }: LineRange): number {
  return Math.max(from, to);
}

export const LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** What has a level of its own name, such as `notice`, is shown wherever `info` is. */
export function isAtLeast(level: string, least: Level): boolean {
  const rank = LEVELS.indexOf(level as Level);
  return (rank < 0 ? LEVELS.indexOf('info') : rank) >= LEVELS.indexOf(least);
}
