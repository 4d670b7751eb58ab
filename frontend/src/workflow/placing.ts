/** Places on the canvas that nothing stands on yet. */
import type { Json } from './json.ts';
import type { Size } from './sizes.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
}

const STEP = 24;
/** Nearer than this, one card hides the other. */
const TOO_NEAR = 16;

export function placeOf(position: Json | undefined): readonly [number, number] {
  const [x, y] = Array.isArray(position) ? position : [];
  return [typeof x === 'number' ? x : 0, typeof y === 'number' ? y : 0];
}

/** How far these places have to be moved, together, until none of them lies on a taken one. */
export function freeShift(wanted: readonly Place[], taken: readonly Place[]): Place {
  const hides = (by: number) =>
    wanted.some(({ x, y }) =>
      taken.some(
        (each) => Math.abs(x + by - each.x) < TOO_NEAR && Math.abs(y + by - each.y) < TOO_NEAR,
      ),
    );
  let by = 0;
  while (hides(by)) by += STEP;
  return { x: by, y: by };
}

type Card = Place & Size;

/** This place, or the first one straight below it where a card of this size lies on no other. */
export function clearBelow(at: Place, size: Size, taken: readonly Card[]): Place {
  return clearAmong(at, size, fromTheTop(taken));
}

export function fromTheTop(cards: readonly Card[]): Card[] {
  return [...cards].sort((one, other) => one.y - other.y);
}

/** The same among cards that come from top to bottom: what was passed is in nobody's way again. */
export function clearAmong(at: Place, size: Size, taken: readonly Card[]): Place {
  let y = at.y;
  for (const each of taken) {
    if (each.y >= y + size.height) break;
    const isBeside = each.x >= at.x + size.width || each.x + each.width <= at.x;
    if (!isBeside && each.y + each.height > y) y = each.y + each.height + STEP;
  }
  return { x: at.x, y };
}
