import { type Folds, frameNode, isFolded } from '../canvas/frames.ts';
import type { DocView } from '../workflow/docView.ts';
import { parentOf, withInside } from '../workflow/graph.ts';
import { groupOf, membersOf } from '../workflow/groups.ts';

/** A task or the frame of a group, and how deep it stands. */
export type Row = readonly [node: string, depth: number];

/**
 * Tasks after what they wait for, those of a container right after it, those of a group right after
 * its frame; of folded groups the frame alone.
 */
export function inOrder(
  view: DocView,
  ids: readonly string[],
  folds: Folds = new Map(),
): readonly Row[] {
  const waiting = Map.groupBy(view.edges(), ({ target }) => target);
  const children = Map.groupBy(ids, (id) => parentOf(view.entry('tasks', id)) ?? '');
  const members = membersOf(view);
  const rows: Row[] = [];
  const placed = new Set<string>();

  const placeSources = (id: string, depth: number, above: ReadonlySet<string>) => {
    for (const edge of waiting.get(id) ?? []) {
      if (parentOf(view.entry('tasks', edge.source)) === parentOf(view.entry('tasks', id))) {
        place(edge.source, depth, above);
      }
    }
  };
  const placeGroup = (group: string) => {
    const frame = frameNode(group);
    if (placed.has(frame)) return;
    placed.add(frame);
    const inside = members.get(group) ?? [];
    for (const id of inside) placeSources(id, 0, new Set(inside)); // all that the group waits for
    rows.push([frame, 0]);
    for (const id of inside) place(id, 1, new Set());
  };
  const place = (id: string, depth: number, above: ReadonlySet<string>) => {
    const group = groupOf(view, id);
    if (group !== undefined) placeGroup(group);
    if (placed.has(id) || above.has(id)) return;
    const now = new Set(above).add(id);
    placeSources(id, depth, now);
    if (placed.has(id)) return;
    placed.add(id);
    rows.push([id, depth]);
    for (const child of children.get(id) ?? []) place(child, depth + 1, now);
  };
  for (const id of children.get('') ?? []) place(id, 0, new Set());
  for (const group of members.keys()) placeGroup(group);
  for (const id of ids) place(id, 0, new Set());
  const folded = [...members].filter(([group]) => isFolded(view, folds, group));
  const task = (id: string) => view.entry('tasks', id);
  const hidden = withInside(
    folded.flatMap(([, inside]) => inside),
    ids,
    task,
  );
  return rows.filter(([node]) => !hidden.has(node));
}
