/** Where the arrow keys lead: along edges, and to what stands above and below. */

import type { DocView } from '../workflow/docView.ts';
import { parentOf } from '../workflow/graph.ts';
import { placeOf } from '../workflow/placing.ts';

export type Way = 'upstream' | 'downstream' | 'above' | 'below';

export function stepFrom(view: DocView, id: string, way: Way): string | undefined {
  if (way === 'above' || way === 'below') return besides(view, id, way);
  const next = view
    .edges()
    .filter((edge) => (way === 'upstream' ? edge.target : edge.source) === id)
    .map((edge) => (way === 'upstream' ? edge.source : edge.target));
  const [first] = next.sort((one, other) => heightOf(view, one) - heightOf(view, other));
  return first ?? (way === 'upstream' ? parentOf(view.entry('tasks', id)) : firstInside(view, id));
}

/** The nearest task of the same container on that side. */
function besides(view: DocView, id: string, way: 'above' | 'below'): string | undefined {
  const [x, y] = placeOf(view.entry('tasks', id)?.position);
  const parent = parentOf(view.entry('tasks', id));
  const sign = way === 'above' ? -1 : 1;
  let nearest: { id: string; far: number } | undefined;
  for (const each of view.ids('tasks')) {
    const task = view.entry('tasks', each);
    if (each === id || parentOf(task) !== parent) continue;
    const [left, top] = placeOf(task?.position);
    const forward = (top - y) * sign;
    if (forward <= 0) continue;
    const far = forward + Math.abs(left - x) / 2;
    if (nearest === undefined || far < nearest.far) nearest = { id: each, far };
  }
  return nearest?.id;
}

function firstInside(view: DocView, id: string): string | undefined {
  return view.ids('tasks').find((each) => parentOf(view.entry('tasks', each)) === id);
}

function heightOf(view: DocView, id: string): number {
  return placeOf(view.entry('tasks', id)?.position)[1];
}

/** The one task of these that no other of them comes after; undefined: there are several. */
export function lastOf(view: DocView, tasks: readonly string[]): string | undefined {
  const all = new Set(tasks);
  const goesOn = new Set(
    view.edges().flatMap(({ source, target }) => (all.has(target) ? [source] : [])),
  );
  const [last, ...more] = tasks.filter((id) => !goesOn.has(id));
  return more.length === 0 ? last : undefined;
}
