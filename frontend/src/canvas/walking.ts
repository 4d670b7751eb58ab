/** Where the arrow keys lead: along edges, to what stands above and below, in and out of frames. */

import type { DocView } from '../workflow/docView.ts';
import { outermostOf, parentOf } from '../workflow/graph.ts';
import { groupOf, membersOf } from '../workflow/groups.ts';
import { placeOf } from '../workflow/placing.ts';
import { type Folds, frameNode, frameOf, isFolded } from './frames.ts';

export type Way = 'upstream' | 'downstream' | 'above' | 'below';

/** The node that the key leads to; of a folded group that is its frame. */
export function stepFrom(
  view: DocView,
  id: string,
  way: Way,
  folds: Folds = new Map(),
): string | undefined {
  const frame = frameOf(id);
  const next = frame === undefined ? fromTask(view, id, way) : fromFrame(view, frame, way, folds);
  return next === undefined ? undefined : shownFor(view, folds, next);
}

/** The node that is seen in place of a task. */
export function shownFor(view: DocView, folds: Folds, id: string): string {
  const group = frameOf(id) === undefined ? groupOf(view, outermostOf(view, id)) : undefined;
  return group !== undefined && isFolded(view, folds, group) ? frameNode(group) : id;
}

function fromTask(view: DocView, id: string, way: Way): string | undefined {
  if (way === 'above' || way === 'below') return besides(view, id, way);
  const first = alongEdges(view, new Set([id]), way);
  if (first !== undefined || way === 'downstream') return first ?? firstInside(view, id);
  const group = groupOf(view, id);
  return parentOf(view.entry('tasks', id)) ?? (group === undefined ? undefined : frameNode(group));
}

function fromFrame(view: DocView, group: string, way: Way, folds: Folds): string | undefined {
  const members = membersOf(view).get(group) ?? [];
  const [first] = members.toSorted((one, other) => leftOf(view, one) - leftOf(view, other));
  if (first === undefined) return undefined;
  if (way === 'above' || way === 'below') return besides(view, first, way, new Set(members));
  if (way === 'downstream' && !isFolded(view, folds, group)) return first;
  return alongEdges(view, new Set(members), way);
}

/** The highest task at the other end of an edge that leads away from these. */
function alongEdges(
  view: DocView,
  from: ReadonlySet<string>,
  way: 'upstream' | 'downstream',
): string | undefined {
  const [here, there] =
    way === 'upstream' ? (['target', 'source'] as const) : (['source', 'target'] as const);
  const next = view
    .edges()
    .filter((edge) => from.has(edge[here]) && !from.has(edge[there]))
    .map((edge) => edge[there]);
  return next.sort((one, other) => heightOf(view, one) - heightOf(view, other))[0];
}

/** The nearest task of the same container on that side. */
function besides(
  view: DocView,
  id: string,
  way: 'above' | 'below',
  not: ReadonlySet<string> = new Set([id]),
): string | undefined {
  const [x, y] = placeOf(view.entry('tasks', id)?.position);
  const parent = parentOf(view.entry('tasks', id));
  const sign = way === 'above' ? -1 : 1;
  let nearest: { id: string; far: number } | undefined;
  for (const each of view.ids('tasks')) {
    const task = view.entry('tasks', each);
    if (not.has(each) || parentOf(task) !== parent) continue;
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

function leftOf(view: DocView, id: string): number {
  return placeOf(view.entry('tasks', id)?.position)[0];
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
