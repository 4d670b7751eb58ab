/** Sizes on the canvas, in its units before zoom, and the nodes that a document stands for. */
import type { Node } from '@xyflow/react';
import type { Person } from '../collaboration/presence.ts';
import type { Point } from '../workflow/commands.ts';
import type { DocView } from '../workflow/docView.ts';
import { parentOf } from '../workflow/graph.ts';
import type { JsonObject } from '../workflow/json.ts';
import { placeOf } from '../workflow/placing.ts';

export const GRID = 8;
export const ZOOM_STEP = 1.25;
export const TASK = { width: 216, height: 72 } as const;
export const OUTCOME_HEIGHT = 22;
export const CONTAINER = { header: 44, padding: 24, width: 280, height: 160 } as const;
export const NOTE = { width: 216, height: 120 } as const;

export type CanvasNode = Node<Record<string, never>, 'task' | 'container' | 'note'>;

const NO_DATA: Record<string, never> = {};
const CONTAINER_KINDS = new Set(['map', 'loop']);

export function isContainer(task: JsonObject | undefined): boolean {
  return typeof task?.kind === 'string' && CONTAINER_KINDS.has(task.kind);
}

/** Rows under a task, one for each named outcome. */
export function outcomeRows(task: JsonObject | undefined): number {
  if (task?.kind === 'approval') return 3;
  return task?.kind === 'branch' && Array.isArray(task.cases) ? task.cases.length : 0;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Point, Size {}

/** Where each node lies on the whole canvas; `nodes` has containers before what stands in them. */
export function boxesOf(nodes: readonly CanvasNode[]): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  for (const { id, parentId, position, width = TASK.width, height = TASK.height } of nodes) {
    const { x, y } = boxes.get(parentId ?? '') ?? { x: 0, y: 0 };
    boxes.set(id, { x: x + position.x, y: y + position.y, width, height });
  }
  return boxes;
}

/** The smallest box around these; undefined: there are none. */
export function aroundAll(boxes: Iterable<Box>): Box | undefined {
  const all = [...boxes];
  if (all.length === 0) return undefined;
  const x = Math.min(...all.map((box) => box.x));
  const y = Math.min(...all.map((box) => box.y));
  const right = Math.max(...all.map((box) => box.x + box.width));
  const bottom = Math.max(...all.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** How others drag just now: where each task is shown meanwhile. */
export type Drags = ReadonlyMap<string, Point>;

export function dragsOf(people: readonly Person[]): Drags {
  const drags = new Map<string, Point>();
  for (const { isMe, drag } of people) {
    if (isMe || !drag) continue;
    for (const id of drag.ids) drags.set(id, { x: drag.dx, y: drag.dy });
  }
  return drags;
}

/**
 * The nodes of a document: containers before what stands in them. Those that did not change keep
 * their identity, and what is being dragged here stays where it is.
 */
export function nodesOf(view: DocView, before: readonly CanvasNode[], drags: Drags): CanvasNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const tasks = new Map(view.ids('tasks').map((id) => [id, view.entry('tasks', id)]));
  const sizes = sizesOf(tasks);
  const nodes = inOrder(tasks).map((id) => {
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
  return [...notesOf(view, known), ...nodes];
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

const NOTE_PREFIX = 'note:';

/** Notes and tasks may have the same ids. */
export function noteNode(id: string): string {
  return NOTE_PREFIX + id;
}

/** The note that a node shows; undefined: it is a task. */
export function noteOf(nodeId: string): string | undefined {
  return nodeId.startsWith(NOTE_PREFIX) ? nodeId.slice(NOTE_PREFIX.length) : undefined;
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
      ? around(inside.map((each) => [placeOf(tasks.get(each)?.position), measure(each, depth + 1)]))
      : { width: TASK.width, height: TASK.height + outcomeRows(task) * OUTCOME_HEIGHT };
    sizes.set(id, size);
    return size;
  };
  for (const id of tasks.keys()) measure(id, 0);
  return sizes;
}

function around(inside: readonly (readonly [readonly [number, number], Size])[]): Size {
  const right = Math.max(0, ...inside.map(([[x], size]) => x + size.width));
  const bottom = Math.max(0, ...inside.map(([[, y], size]) => y + size.height));
  return {
    width: Math.max(CONTAINER.width, right + CONTAINER.padding),
    height: Math.max(CONTAINER.height, bottom + CONTAINER.padding),
  };
}
