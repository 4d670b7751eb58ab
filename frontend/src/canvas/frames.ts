/** Groups as frames on the canvas: where they lie, and what they hide while they are folded. */
import type { DocView } from '../workflow/docView.ts';
import { parentOf, withChildren } from '../workflow/graph.ts';
import { groupColor, groupName, membersOf } from '../workflow/groups.ts';
import { placeOf } from '../workflow/placing.ts';
import { type Size, TASK } from '../workflow/sizes.ts';
import { aroundAll, type Box, type CanvasNode, type Drags } from './shapes.ts';

export const FRAME = { header: 40, padding: 20, width: 280, height: 120 } as const;

/** What a frame shows of its group. */
export interface FrameData {
  readonly name: string;
  readonly color: string;
  readonly members: readonly string[];
  /** All that it hides: its members, and what stands in them. None while it is open. */
  readonly hidden: readonly string[];
}

/** The colour of a group, for whatever is drawn in it. */
export function frameStyle(color = 'gray'): Record<string, string> {
  return { '--frame': `var(--frame-${color})` };
}

/** What one person has folded or opened, other than the document says. */
export type Folds = ReadonlyMap<string, boolean>;

const PREFIX = 'group:';

/** Groups and tasks may have the same ids. */
export function frameNode(group: string): string {
  return PREFIX + group;
}

/** The group that a node shows; undefined: it is something else. */
export function frameOf(nodeId: string): string | undefined {
  return nodeId.startsWith(PREFIX) ? nodeId.slice(PREFIX.length) : undefined;
}

export function isFolded(view: DocView, folds: Folds, group: string): boolean {
  return folds.get(group) ?? view.entry('groups', group)?.collapsed === true;
}

export interface Frame extends Box {
  readonly id: string;
  readonly type: 'frame' | 'folded';
  readonly data: FrameData;
}

/** The frames of a document; `sizes` are those of its tasks. */
export function framesOf(
  view: DocView,
  folds: Folds,
  sizes: ReadonlyMap<string, Size>,
): readonly Frame[] {
  const groups = [...membersOf(view)];
  const children = groups.some(([group]) => isFolded(view, folds, group))
    ? Map.groupBy(view.ids('tasks'), (id) => parentOf(view.entry('tasks', id)) ?? '')
    : new Map<string, string[]>();
  return groups.map(([group, members]) => {
    const entry = view.entry('groups', group);
    const folded = isFolded(view, folds, group);
    const hidden = folded ? [...withChildren(members, children)] : [];
    const box = boxAround(view, members, sizes, entry?.position ?? null);
    return {
      id: frameNode(group),
      type: folded ? 'folded' : 'frame',
      ...(folded ? { ...box, ...TASK } : box),
      data: { name: groupName(entry), color: groupColor(entry), members, hidden },
    };
  });
}

function boxAround(
  view: DocView,
  members: readonly string[],
  sizes: ReadonlyMap<string, Size>,
  position: Parameters<typeof placeOf>[0],
): Box {
  const around = aroundAll(
    members.map((id) => {
      const [x, y] = placeOf(view.entry('tasks', id)?.position);
      return { x, y, ...(sizes.get(id) ?? TASK) };
    }),
  );
  if (around === undefined) {
    const [x, y] = placeOf(position ?? undefined);
    return { x, y, width: FRAME.width, height: FRAME.height };
  }
  return {
    x: around.x - FRAME.padding,
    y: around.y - FRAME.header - FRAME.padding / 2,
    width: around.width + 2 * FRAME.padding,
    height: around.height + FRAME.header + 1.5 * FRAME.padding,
  };
}

/** Which frame is shown in place of a task, for each task that is hidden. */
export function standIns(
  nodes: readonly Pick<CanvasNode, 'id' | 'data'>[],
): ReadonlyMap<string, string> {
  return new Map(
    nodes.flatMap(({ id, data: { hidden = [] } }) =>
      hidden.map((task): [string, string] => [task, id]),
    ),
  );
}

/** How far the frames that others drag are moved meanwhile, with all that stands in them. */
export function withMembers(view: DocView, drags: Drags): Drags {
  if (![...drags.keys()].some((id) => frameOf(id) !== undefined)) return drags;
  const all = new Map(drags);
  const members = membersOf(view);
  for (const [id, by] of drags) {
    for (const member of members.get(frameOf(id) ?? '') ?? []) all.set(member, by);
  }
  return all;
}

/** The innermost open frame around a point: the smallest, should some overlap. */
export function frameAt(
  frames: Iterable<readonly [string, Box]>,
  { x, y }: { readonly x: number; readonly y: number },
): string | undefined {
  const around = [...frames].filter(
    ([, box]) => x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height,
  );
  const areaOf = ([, box]: readonly [string, Box]) => box.width * box.height;
  return around.sort((one, other) => areaOf(one) - areaOf(other))[0]?.[0];
}
