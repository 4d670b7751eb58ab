import { type Edge, readEdge } from '../workflow/edges.ts';
import type { CanvasNode } from './shapes.ts';

/** Those that stand for edges of a folded group cannot be selected, and take nothing in. */
const EDGE = '.react-flow__edge.selectable[data-id]';
const STEP_PX = 12;
/** Of its size, from the middle of a card: what passes nearer was meant. */
const NEAR = 0.4;

/** The edge that is drawn at one of these points of the window. */
export function edgeAt(points: Iterable<readonly [number, number]>): Edge | undefined {
  for (const [x, y] of points) {
    for (const element of document.elementsFromPoint(x, y)) {
      const id = element.closest<HTMLElement>(EDGE)?.dataset.id;
      if (id !== undefined) return readEdge(id);
    }
  }
  return undefined;
}

/** The edge that leads through a single card that was dropped, the nearest to its middle. */
export function edgeUnder([only, ...more]: readonly CanvasNode[]): Edge | undefined {
  if (only === undefined || more.length > 0 || only.type !== 'task') return undefined;
  const card = document.querySelector(`.react-flow__node[data-id="${CSS.escape(only.id)}"]`);
  if (card === null) return undefined;
  const box = card.getBoundingClientRect();
  let nearest: { readonly id: string; readonly far: number } | undefined;
  for (const edge of document.querySelectorAll<SVGGElement>(EDGE)) {
    const far = farFrom(box, edge.querySelector('path'));
    const id = edge.dataset.id;
    if (id !== undefined && far < (nearest?.far ?? Number.POSITIVE_INFINITY)) nearest = { id, far };
  }
  return nearest && readEdge(nearest.id);
}

/** How far a line passes from the middle of a box; infinite where it only grazes or misses it. */
function farFrom(box: DOMRect, path: SVGPathElement | null): number {
  const matrix = path?.getScreenCTM();
  const around = path?.getBoundingClientRect();
  let far = Number.POSITIVE_INFINITY;
  if (!path || !matrix || !around || !touches(box, around)) return far;
  const length = path.getTotalLength();
  const step = Math.max(1, Math.min(STEP_PX, length / 2));
  for (let at = 0; at <= length; at += step) {
    const { x, y } = path.getPointAtLength(at).matrixTransform(matrix);
    const across = Math.abs(x - box.left - box.width / 2) / box.width;
    const down = Math.abs(y - box.top - box.height / 2) / box.height;
    if (across < NEAR && down < NEAR) far = Math.min(far, across + down);
  }
  return far;
}

function touches(one: DOMRect, other: DOMRect): boolean {
  return (
    one.left <= other.right &&
    other.left <= one.right &&
    one.top <= other.bottom &&
    other.top <= one.bottom
  );
}
