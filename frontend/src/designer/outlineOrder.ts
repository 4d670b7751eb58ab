import type { DocView } from '../workflow/docView.ts';
import { parentOf } from '../workflow/graph.ts';

/** Tasks after what they wait for, those of a container right after it, with their depth. */
export function inOrder(
  view: DocView,
  ids: readonly string[],
): readonly (readonly [string, number])[] {
  const waiting = Map.groupBy(view.edges(), ({ target }) => target);
  const children = Map.groupBy(ids, (id) => parentOf(view.entry('tasks', id)) ?? '');
  const rows: (readonly [string, number])[] = [];
  const placed = new Set<string>();
  const place = (id: string, depth: number, above: ReadonlySet<string>) => {
    if (placed.has(id) || above.has(id)) return;
    const now = new Set(above).add(id);
    for (const edge of waiting.get(id) ?? []) {
      if (parentOf(view.entry('tasks', edge.source)) === parentOf(view.entry('tasks', id))) {
        place(edge.source, depth, now);
      }
    }
    if (placed.has(id)) return;
    placed.add(id);
    rows.push([id, depth]);
    for (const child of children.get(id) ?? []) place(child, depth + 1, now);
  };
  for (const id of children.get('') ?? []) place(id, 0, new Set());
  for (const id of ids) place(id, 0, new Set());
  return rows;
}
