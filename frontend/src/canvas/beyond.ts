/** People whose pointers are out of sight: where at the edge of the canvas one is told of them. */

import type { Point } from '../workflow/commands.ts';
import type { Size } from '../workflow/sizes.ts';

export interface Beyond {
  readonly client: number;
  readonly x: number;
  readonly y: number;
  /** Where they are, seen from there; 0 is to the right, clockwise. */
  readonly angle: number;
}

export interface Away extends Point {
  readonly client: number;
}

/** How far from the edge an arrow lies, and how far from the next arrow. */
const INSET = 28;
const APART = 30;

/** One arrow for each pointer that lies outside; places are pixels of the canvas on the screen. */
export function arrowsTo(pointers: readonly Away[], { width, height }: Size): readonly Beyond[] {
  if (width < INSET * 4 || height < INSET * 4) return [];
  const arrows: Beyond[] = [];
  for (const { client, x, y } of pointers) {
    if (x >= 0 && y >= 0 && x <= width && y <= height) continue;
    const [dx, dy] = [x - width / 2, y - height / 2];
    // Where the line from the middle to them leaves the canvas.
    const share = Math.min(
      (width / 2 - INSET) / Math.max(Math.abs(dx), 1e-6),
      (height / 2 - INSET) / Math.max(Math.abs(dy), 1e-6),
    );
    const at = { x: width / 2 + dx * share, y: height / 2 + dy * share };
    const isAtSide = Math.abs(Math.abs(at.x - width / 2) - (width / 2 - INSET)) < 1e-3;
    const free = freePlace(at, isAtSide, arrows, { width, height });
    arrows.push({
      client,
      x: Math.round(free.x),
      y: Math.round(free.y),
      angle: Math.round((Math.atan2(dy, dx) * 180) / Math.PI),
    });
  }
  return arrows;
}

/** Beside the arrows that are there already, along the edge. */
function freePlace(
  at: Point,
  isAtSide: boolean,
  taken: readonly Beyond[],
  { width, height }: Size,
): Point {
  const along = isAtSide ? 'y' : 'x';
  const longest = (isAtSide ? height : width) - INSET;
  for (let step = 0; step <= taken.length * 2; step += 1) {
    const shift = Math.ceil(step / 2) * APART * (step % 2 === 0 ? 1 : -1);
    const place = { ...at, [along]: at[along] + shift };
    const isInside = place[along] >= INSET && place[along] <= longest;
    if (
      isInside &&
      taken.every((each) => Math.hypot(each.x - place.x, each.y - place.y) >= APART - 1)
    )
      return place;
  }
  return at;
}
