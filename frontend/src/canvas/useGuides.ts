import { type NodeChange, useStoreApi } from '@xyflow/react';
import { useMemo } from 'react';
import { Signal } from '../collaboration/signal.ts';
import type { Point } from '../workflow/commands.ts';
import { frameOf } from './frames.ts';
import { align, type Guide } from './guides.ts';
import { aroundAll, type Box, boxesOf, type CanvasNode, GRID } from './shapes.ts';

/** On the screen; on the canvas less than a step of the grid, else one could not step away. */
const REACH_PX = 6;
const NOWHERE: Point = { x: 0, y: 0 };
const NONE: readonly Guide[] = [];

interface Drag {
  /** The node that tells how far the drag is, where it began, and what of it is dragged along. */
  readonly lead: CanvasNode;
  readonly moving: Box;
  readonly others: readonly Box[];
}

/**
 * Brings what is dragged into line with what lies still; Alt, held down, leaves it to the hand.
 *
 * The canvas library knows nothing of it: whoever takes a place from it adds `shift`.
 */
export class Guides {
  readonly lines = new Signal<readonly Guide[]>(NONE);
  #shift = NOWHERE;
  #drag: Drag | undefined;
  #isOff = false;
  readonly #view: () => Box & { readonly zoom: number };

  constructor(view: () => Box & { readonly zoom: number }) {
    this.#view = view;
  }

  get shift(): Point {
    return this.#shift;
  }

  begin(lead: CanvasNode, dragged: readonly CanvasNode[], nodes: readonly CanvasNode[]): void {
    const boxes = boxesOf(nodes);
    const led = dragged.flatMap(({ id, data }) => [id, ...(data.members ?? [])]);
    const moved = withInsides(nodes, new Set(led));
    const moving = aroundAll([...moved].flatMap((id) => boxes.get(id) ?? []));
    const others = [...boxes]
      .filter(([id]) => !moved.has(id) && frameOf(id) === undefined)
      .map(([, box]) => box);
    this.#drag = moving && { lead: { ...lead }, moving, others };
    window.addEventListener('pointermove', this.#hearKeys, true);
  }

  end(): void {
    window.removeEventListener('pointermove', this.#hearKeys, true);
    this.#drag = undefined;
    this.#shift = NOWHERE;
    this.lines.set(NONE);
  }

  /** The same changes, with what is dragged in line. */
  inLine(changes: NodeChange<CanvasNode>[]): NodeChange<CanvasNode>[] {
    if (this.#drag === undefined) return changes;
    const { lead } = this.#drag;
    const led = changes.find((change) => change.type === 'position' && change.id === lead.id);
    if (led?.type === 'position' && led.dragging && led.position) this.#look(led.position);
    const { x, y } = this.#shift;
    if (x === 0 && y === 0) return changes;
    return changes.map((change) =>
      change.type === 'position' && change.position
        ? { ...change, position: { x: change.position.x + x, y: change.position.y + y } }
        : change,
    );
  }

  #look(now: Point): void {
    const { lead, moving, others } = this.#drag as Drag;
    const view = this.#view();
    const box = {
      ...moving,
      x: moving.x + now.x - lead.position.x,
      y: moving.y + now.y - lead.position.y,
    };
    const inSight = this.#isOff ? [] : others.filter((other) => touches(other, view));
    const { by, guides } = align(box, inSight, Math.min(REACH_PX / view.zoom, GRID - 1));
    this.#shift = by;
    this.lines.set(guides);
  }

  readonly #hearKeys = (event: PointerEvent): void => {
    this.#isOff = event.altKey;
  };
}

/** The guides of this canvas; `lines` are what is shown just now. */
export function useGuides(): Guides {
  const store = useStoreApi();
  return useMemo(
    () =>
      new Guides(() => {
        const { width, height, transform } = store.getState();
        const [x, y, zoom] = transform;
        return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom, zoom };
      }),
    [store],
  );
}

/** Containers carry along what stands in them; `nodes` has containers first. */
function withInsides(nodes: readonly CanvasNode[], ids: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(ids);
  for (const { id, parentId } of nodes) if (all.has(parentId ?? '')) all.add(id);
  return all;
}

function touches(one: Box, other: Box): boolean {
  return (
    one.x <= other.x + other.width &&
    other.x <= one.x + one.width &&
    one.y <= other.y + other.height &&
    other.y <= one.y + one.height
  );
}
