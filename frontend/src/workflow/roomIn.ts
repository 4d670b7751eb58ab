/** Where a card lies that is put into an edge, and what gives way to it. */
import type { DocView } from './docView.ts';
import type { Edge } from './edges.ts';
import { downstreamOf, parentOf } from './graph.ts';
import { type Place, placeOf } from './placing.ts';
import type { Size } from './sizes.ts';

const APART = 40;

export interface Room {
  readonly at: Place;
  /** Where what comes after it goes; empty: there is room enough. */
  readonly moved: ReadonlyMap<string, Place>;
}

/**
 * Between the two ends of an edge that leads to the right: what comes after moves on, and only as
 * far as it would lie under the card. Elsewhere the card lies where it was asked for.
 */
export function roomIn(view: DocView, edge: Edge, asked: Place, size: Size): Room {
  const task = (id: string) => view.entry('tasks', id);
  const [from] = placeOf(task(edge.source)?.position);
  const [to] = placeOf(task(edge.target)?.position);
  if (to < from + size.width) return { at: asked, moved: new Map() };
  const x = Math.round(Math.max(asked.x, from + size.width + APART));
  const short = x + size.width + APART - to;
  // Where there is room for both gaps, it lies in the middle of what was asked for or nearer.
  const back = Math.min(Math.max(0, short), x - (from + size.width + APART));
  const at = { x: x - back, y: Math.round(asked.y) };
  const by = Math.max(0, short - back);
  const moved = new Map<string, Place>();
  if (by === 0) return { at, moved };
  const parent = parentOf(task(edge.target));
  const following = downstreamOf(edge.target, view.edges());
  for (const id of view.ids('tasks')) {
    const [left, top] = placeOf(task(id)?.position);
    if (following.has(id) && parentOf(task(id)) === parent && left >= to)
      moved.set(id, { x: left + by, y: top });
  }
  return { at, moved };
}
