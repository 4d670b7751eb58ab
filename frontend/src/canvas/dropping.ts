/** What a drag that ended writes: places, and the container or frame that tasks were dropped into. */
import type { Designer } from '../designer/designer.ts';
import { asOneStep } from '../designer/editing.ts';
import { copyTasks, pasteTasks, readClip } from '../workflow/clipboard.ts';
import { moveNote, moveTasks, type Point, setField } from '../workflow/commands.ts';
import { parentOf } from '../workflow/graph.ts';
import { joinGroup, membersOf, setGroupField } from '../workflow/groups.ts';
import { placeOf } from '../workflow/placing.ts';
import { TASK } from '../workflow/sizes.ts';
import { frameOf } from './frames.ts';
import { membershipAfter } from './joining.ts';
import { type CanvasNode, noteOf } from './shapes.ts';

/** @param by how far everything was dragged. */
export function dropTasks(
  designer: Designer,
  dragged: readonly CanvasNode[],
  under: readonly CanvasNode[],
  by: Point,
): void {
  const { doc, view } = designer.room;
  const moving = new Set(dragged.map(({ id }) => id));
  const carried = carriedBy(designer, moving);
  const into = under.filter(({ id }) => !moving.has(id)).at(-1)?.id;
  asOneStep(designer, () => {
    const places = new Map<string, Point>();
    for (const id of carried) places.set(id, shifted(view.entry('tasks', id)?.position, by));
    const free: CanvasNode[] = [];
    for (const node of dragged) {
      const note = noteOf(node.id);
      const group = frameOf(node.id);
      const at = rounded(node.position);
      if (note !== undefined) moveNote(doc, note, at);
      if (group !== undefined && node.data.members?.length === 0)
        setGroupField(doc, group, 'position', [at.x, at.y]);
      if (note !== undefined || group !== undefined || carried.has(node.id)) continue;
      const parent = parentOf(view.entry('tasks', node.id));
      if (parent !== undefined && moving.has(parent)) continue; // its container carries it along
      places.set(node.id, parent === into ? at : changeContainer(designer, node, parent, into));
      free.push(node);
    }
    moveTasks(doc, places);
    changeGroups(designer, free, places, into !== undefined);
  });
}

/** The tasks that stand in frames that are dragged. */
function carriedBy({ room: { view } }: Designer, moving: ReadonlySet<string>): ReadonlySet<string> {
  const frames = [...moving].flatMap((id) => frameOf(id) ?? []);
  if (frames.length === 0) return new Set();
  const members = membersOf(view);
  return new Set(frames.flatMap((id) => members.get(id) ?? []));
}

/** A task belongs to the frame that its middle lies in. */
function changeGroups(
  designer: Designer,
  dropped: readonly CanvasNode[],
  places: ReadonlyMap<string, Point>,
  isInside: boolean,
): void {
  const { doc, view } = designer.room;
  const cards = dropped.map(({ id, width = TASK.width, height = TASK.height }) => ({
    id,
    ...(places.get(id) as Point),
    width,
    height,
    isInside,
  }));
  const placeOfNode = (id: string) => designer.canvas?.placeOf(id);
  for (const [id, group] of membershipAfter(view, cards, placeOfNode, designer.folds.get())) {
    joinGroup(doc, [id], group);
  }
}

/** Copies of what was dragged, where it was let go; they themselves stay where they were. */
export function duplicateTo(designer: Designer, dragged: readonly CanvasNode[]): void {
  const { doc, view } = designer.room;
  const places = new Map(
    dragged.flatMap(({ id, position }) =>
      view.has('tasks', id) ? [[id, rounded(position)] as const] : [],
    ),
  );
  const clip = readClip(copyTasks(view, places.keys()));
  if (clip === undefined) return;
  const copies = asOneStep(designer, () => {
    const ids = pasteTasks(view, clip, 'beside');
    const to = Object.keys(clip.tasks).flatMap((old, at) => {
      const place = places.get(old);
      return place === undefined ? [] : [[ids[at] as string, place] as const];
    });
    moveTasks(doc, new Map(to));
    return ids;
  });
  designer.select(copies);
}

/** Its place is told from the corner of what it stands in. */
function changeContainer(
  designer: Designer,
  node: CanvasNode,
  parent: string | undefined,
  into: string | undefined,
): Point {
  setField(designer.room.doc, { root: 'tasks', id: node.id }, ['parent'], into);
  const from = cornerOf(designer, parent);
  const to = cornerOf(designer, into);
  return rounded({ x: node.position.x + from.x - to.x, y: node.position.y + from.y - to.y });
}

function cornerOf(designer: Designer, id: string | undefined): Point {
  return (id === undefined ? undefined : designer.canvas?.placeOf(id)) ?? { x: 0, y: 0 };
}

function shifted(position: Parameters<typeof placeOf>[0], by: Point): Point {
  const [x, y] = placeOf(position);
  return rounded({ x: x + by.x, y: y + by.y });
}

function rounded({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}
