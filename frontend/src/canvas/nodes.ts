/** The nodes that a document stands for. */
import type { Point } from '../workflow/commands.ts';
import type { DocView } from '../workflow/docView.ts';
import { parentOf } from '../workflow/graph.ts';
import type { JsonObject } from '../workflow/json.ts';
import { placeOf } from '../workflow/placing.ts';
import { cardSize, isContainer, type Size, sizeAround } from '../workflow/sizes.ts';
import { type Folds, type Frame, framesOf, withMembers } from './frames.ts';
import { type CanvasNode, type Drags, NOTE, noteNode } from './shapes.ts';

const NO_FOLDS: Folds = new Map();
const NO_DATA: CanvasNode['data'] = {};

/**
 * The nodes of a document: containers before what stands in them. Those that did not change keep
 * their identity, and what is being dragged here stays where it is.
 */
export function nodesOf(
  view: DocView,
  before: readonly CanvasNode[],
  dragged: Drags,
  folds: Folds = NO_FOLDS,
): CanvasNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const tasks = new Map(view.ids('tasks').map((id) => [id, view.entry('tasks', id)]));
  const sizes = sizesOf(tasks);
  const frames = framesOf(view, folds, sizes);
  const hidden = new Set(frames.flatMap(({ data }) => data.hidden));
  const drags = withMembers(view, dragged);
  const shown = inOrder(tasks).filter((id) => !hidden.has(id));
  const nodes = shown.map((id) => {
    const task = tasks.get(id);
    const parent = parentOf(task);
    return renewed(known.get(id), {
      id,
      type: isContainer(task) ? 'container' : 'task',
      position: shifted(task, drags.get(id)),
      ...(sizes.get(id) as Size),
      ...(parent !== undefined && tasks.has(parent) ? { parentId: parent } : {}),
    });
  });
  const framed = frames.map((frame) => frameNodeOf(frame, known.get(frame.id), drags));
  return [...framed, ...notesOf(view, known), ...nodes];
}

/** Behind all else; its body lets through whatever is done there, its head is what is dragged. */
function frameNodeOf(frame: Frame, old: CanvasNode | undefined, drags: Drags): CanvasNode {
  const { id, type, data, width, height } = frame;
  const by = drags.get(id) ?? { x: 0, y: 0 };
  const node = renewed(old, {
    id,
    type,
    width,
    height,
    position: { x: frame.x + by.x, y: frame.y + by.y },
  });
  if (node === old && JSON.stringify(old.data) === JSON.stringify(data)) return old;
  const isOpen = type === 'frame';
  return {
    ...node,
    data: { ...data },
    zIndex: isOpen ? -2 : 0,
    selectable: !isOpen,
    ...(isOpen ? { style: { pointerEvents: 'none', zIndex: -2 } } : { style: {} }),
  };
}

function notesOf(view: DocView, known: ReadonlyMap<string, CanvasNode>): CanvasNode[] {
  return view.ids('notes').map((id) => {
    const note = view.entry('notes', id);
    const [width, height] = Array.isArray(note?.size) ? note.size : [];
    return renewed(known.get(noteNode(id)), {
      id: noteNode(id),
      type: 'note',
      position: shifted(note, undefined),
      width: typeof width === 'number' ? width : NOTE.width,
      height: typeof height === 'number' ? height : NOTE.height,
    });
  });
}

type Wanted = Pick<CanvasNode, 'id' | 'position' | 'type'> & Size & { readonly parentId?: string };

function renewed(old: CanvasNode | undefined, wanted: Wanted): CanvasNode {
  if (old === undefined) {
    return { ...wanted, data: NO_DATA, zIndex: wanted.type === 'note' ? -1 : 0, deletable: false };
  }
  const position = old.dragging ? old.position : wanted.position;
  const isSame =
    old.type === wanted.type &&
    old.parentId === wanted.parentId &&
    old.width === wanted.width &&
    old.height === wanted.height &&
    old.position.x === position.x &&
    old.position.y === position.y;
  if (isSame) return old;
  const { parentId: _, ...rest } = old;
  return { ...rest, ...wanted, position };
}

function shifted(entry: JsonObject | undefined, by: Point | undefined): Point {
  const [x, y] = placeOf(entry?.position ?? undefined);
  return by === undefined ? { x, y } : { x: x + by.x, y: y + by.y };
}

type Tasks = ReadonlyMap<string, JsonObject | undefined>;

/** Containers first. A circle of parents, which a merge may make, is cut open. */
function inOrder(tasks: Tasks): string[] {
  const placed = new Set<string>();
  const place = (id: string, above: ReadonlySet<string>) => {
    if (placed.has(id) || above.has(id)) return;
    const parent = parentOf(tasks.get(id));
    if (parent !== undefined && tasks.has(parent)) place(parent, new Set(above).add(id));
    placed.add(id);
  };
  for (const id of tasks.keys()) place(id, new Set());
  return [...placed];
}

function sizesOf(tasks: Tasks): ReadonlyMap<string, Size> {
  const children = Map.groupBy(tasks.keys(), (id) => parentOf(tasks.get(id)) ?? '');
  const sizes = new Map<string, Size>();
  const measure = (id: string, depth: number): Size => {
    const known = sizes.get(id);
    if (known !== undefined) return known;
    const task = tasks.get(id);
    const inside = depth > 8 ? [] : (children.get(id) ?? []);
    const size = isContainer(task)
      ? sizeAround(
          inside.map((each) => [placeOf(tasks.get(each)?.position), measure(each, depth + 1)]),
        )
      : cardSize(task);
    sizes.set(id, size);
    return size;
  };
  for (const id of tasks.keys()) measure(id, 0);
  return sizes;
}
