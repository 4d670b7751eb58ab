import type { ReactFlowState } from '@xyflow/react';
import type { ExecutionFeed } from '../runs/executionFeed.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws every node as a box and every edge as a line, in the colours of the tokens. */
export function drawFar(
  canvas: HTMLCanvasElement,
  state: ReactFlowState,
  feed: ExecutionFeed | undefined,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  fitPixels(canvas, state.width, state.height);
  const [x, y, zoom] = state.transform;
  const ratio = devicePixelRatio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  const boxes = boxesOf(state);
  const seen = {
    x: -x / zoom,
    y: -y / zoom,
    width: state.width / zoom,
    height: state.height / zoom,
  };
  const color = tokensOf(canvas);
  drawEdges(context, state, boxes, seen, color('--line-strong'), zoom);
  for (const node of state.nodes) {
    const box = boxes.get(node.id);
    if (box === undefined || !overlaps(box, seen)) continue;
    const look = feed?.statusOf(node.id)?.look;
    context.fillStyle = color(look === undefined ? '--panel' : `--look-${look}`);
    context.strokeStyle = color(node.selected ? '--ink' : '--control');
    context.lineWidth = (node.selected ? 2 : 1) / zoom;
    context.globalAlpha = node.type === 'container' ? 0.35 : 1;
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, 12);
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
}

function drawEdges(
  context: CanvasRenderingContext2D,
  state: ReactFlowState,
  boxes: ReadonlyMap<string, Box>,
  seen: Box,
  color: string,
  zoom: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = 1.5 / zoom;
  context.beginPath();
  for (const edge of state.edges) {
    const from = boxes.get(edge.source);
    const to = boxes.get(edge.target);
    if (!from || !to || (!overlaps(from, seen) && !overlaps(to, seen))) continue;
    context.moveTo(from.x + from.width, from.y + 36);
    context.lineTo(to.x, to.y + 36);
  }
  context.stroke();
}

function boxesOf(state: ReactFlowState): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  for (const [id, { internals, measured }] of state.nodeLookup) {
    const { x, y } = internals.positionAbsolute;
    boxes.set(id, { x, y, width: measured.width ?? 216, height: measured.height ?? 72 });
  }
  return boxes;
}

function overlaps(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

function fitPixels(canvas: HTMLCanvasElement, width: number, height: number): void {
  const [wide, high] = [
    Math.round(width * devicePixelRatio),
    Math.round(height * devicePixelRatio),
  ];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
}

function tokensOf(canvas: HTMLCanvasElement): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let value = known.get(name);
    if (value === undefined) {
      canvas.style.color = `var(${name})`; // the only way to a colour that depends on the theme
      value = getComputedStyle(canvas).color;
      known.set(name, value);
    }
    return value;
  };
}
