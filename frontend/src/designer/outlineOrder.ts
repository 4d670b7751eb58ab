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

  // Steps yet to take, the next one last: a chain may be longer than calls can be nested.
  const steps: (() => void)[] = [];
  const next = (...all: readonly (() => void)[]) => {
    for (const step of [...all].reverse()) steps.push(step);
  };
  const each = (all: readonly string[], act: (id: string) => void) =>
    next(...all.map((id) => () => act(id)));

  const placeSources = (id: string, depth: number, above: Set<string>) => {
    const parent = parentOf(view.entry('tasks', id));
    const sources = (waiting.get(id) ?? []).map(({ source }) => source);
    const beside = sources.filter((source) => parentOf(view.entry('tasks', source)) === parent);
    each(beside, (source) => place(source, depth, above));
  };
  const placeGroup = (group: string) => {
    const frame = frameNode(group);
    if (placed.has(frame)) return;
    placed.add(frame);
    const inside = members.get(group) ?? [];
    next(
      () => each(inside, (id) => placeSources(id, 0, new Set(inside))), // all that the group waits for
      () => rows.push([frame, 0]),
      () => each(inside, (id) => place(id, 1, new Set())),
    );
  };
  const place = (id: string, depth: number, above: Set<string>) => {
    const group = groupOf(view, id);
    next(
      () => group !== undefined && placeGroup(group),
      () => !placed.has(id) && !above.has(id) && placeTask(id, depth, above),
    );
  };
  const placeTask = (id: string, depth: number, above: Set<string>) => {
    above.add(id);
    next(
      () => placeSources(id, depth, above),
      () => !placed.has(id) && addRow(id, depth, above),
      () => above.delete(id),
    );
  };
  const addRow = (id: string, depth: number, above: Set<string>) => {
    placed.add(id);
    rows.push([id, depth]);
    each(children.get(id) ?? [], (child) => place(child, depth + 1, above));
  };

  next(
    () => each(children.get('') ?? [], (id) => place(id, 0, new Set())),
    () => each([...members.keys()], placeGroup),
    () => each(ids, (id) => place(id, 0, new Set())),
  );
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) step();
  const folded = [...members].filter(([group]) => isFolded(view, folds, group));
  const task = (id: string) => view.entry('tasks', id);
  const hidden = withInside(
    folded.flatMap(([, inside]) => inside),
    ids,
    task,
  );
  return rows.filter(([node]) => !hidden.has(node));
}
