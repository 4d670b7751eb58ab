/** Sizes on the canvas, in its units before zoom. */
import type { Node } from '@xyflow/react';
import type { Person } from '../collaboration/presence.ts';
import type { Point } from '../workflow/commands.ts';
import { type Size, TASK } from '../workflow/sizes.ts';
import type { FrameData } from './frames.ts';

export const GRID = 8;
export const ZOOM_STEP = 1.25;
export const NOTE = { width: 216, height: 120 } as const;

export type CanvasNode = Node<
  { [Name in keyof FrameData]?: FrameData[Name] },
  'task' | 'container' | 'note' | 'frame' | 'folded'
>;

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

const NOTE_PREFIX = 'note:';

/** Notes and tasks may have the same ids. */
export function noteNode(id: string): string {
  return NOTE_PREFIX + id;
}

/** The note that a node shows; undefined: it is a task. */
export function noteOf(nodeId: string): string | undefined {
  return nodeId.startsWith(NOTE_PREFIX) ? nodeId.slice(NOTE_PREFIX.length) : undefined;
}
