/** Lines that show with what a dragged task lies in one row or column, and how far it is from that. */
import type { Point } from '../workflow/commands.ts';
import type { Box } from './shapes.ts';

export interface Guide {
  /** `x`: upright, at this x. */
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Aligned {
  /** What brings the moving box into line. */
  readonly by: Point;
  readonly guides: readonly Guide[];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Match {
  readonly by: number;
  readonly at: number;
  /** How far apart the two are across: of equal matches the nearest box counts. */
  readonly apart: number;
  readonly across: Span;
}

const ACROSS = { x: 'y', y: 'x' } as const;

/** The nearest line of each axis within reach: edges with edges and middles with middles. */
export function align(moving: Box, others: Iterable<Box>, reach: number): Aligned {
  const best: { x: Match | undefined; y: Match | undefined } = { x: undefined, y: undefined };
  for (const other of others) {
    for (const axis of ['x', 'y'] as const) {
      best[axis] = better(best[axis], matchOf(axis, moving, other, reach));
    }
  }
  const by = { x: best.x?.by ?? 0, y: best.y?.by ?? 0 };
  const guides = (['x', 'y'] as const).flatMap((axis) => guideOf(axis, best[axis], moving, by));
  return { by, guides };
}

function matchOf(axis: 'x' | 'y', moving: Box, other: Box, reach: number): Match | undefined {
  const [mine, theirs] = [spanOf(axis, moving), spanOf(axis, other)];
  const [middle, itsMiddle] = [(mine.from + mine.to) / 2, (theirs.from + theirs.to) / 2];
  let [by, at] = [theirs.from - mine.from, theirs.from];
  if (Math.abs(theirs.to - mine.to) < Math.abs(by)) [by, at] = [theirs.to - mine.to, theirs.to];
  if (Math.abs(itsMiddle - middle) < Math.abs(by)) [by, at] = [itsMiddle - middle, itsMiddle];
  if (Math.abs(by) > reach) return undefined;
  const across = spanOf(ACROSS[axis], other);
  const own = spanOf(ACROSS[axis], moving);
  return { by, at, apart: Math.max(across.from - own.to, own.from - across.to, 0), across };
}

function better(one: Match | undefined, other: Match | undefined): Match | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const closer = Math.abs(other.by) - Math.abs(one.by);
  return closer < 0 || (closer === 0 && other.apart < one.apart) ? other : one;
}

function guideOf(
  axis: 'x' | 'y',
  match: Match | undefined,
  moving: Box,
  by: Point,
): readonly Guide[] {
  if (match === undefined) return [];
  const across = ACROSS[axis];
  const { from, to } = spanOf(across, moving);
  return [
    {
      axis,
      at: match.at,
      from: Math.min(from + by[across], match.across.from),
      to: Math.max(to + by[across], match.across.to),
    },
  ];
}

function spanOf(axis: 'x' | 'y', box: Box): Span {
  return axis === 'x'
    ? { from: box.x, to: box.x + box.width }
    : { from: box.y, to: box.y + box.height };
}
