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

/** This place, or the first one straight below it where a card of this size lies on no other. */
export function clearBelow(at: Place, size: Size, taken: readonly (Place & Size)[]): Place {
  let y = at.y;
  const hidden = () =>
    taken.find(
      (each) =>
        Math.max(at.x, each.x) < Math.min(at.x + size.width, each.x + each.width) &&
        Math.max(y, each.y) < Math.min(y + size.height, each.y + each.height),
    );
  for (let under = hidden(); under !== undefined; under = hidden()) {
    y = under.y + under.height + STEP;
  }
  return { x: at.x, y };
}
