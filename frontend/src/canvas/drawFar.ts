import type { ReactFlowState } from '@xyflow/react';
import type { ExecutionFeed } from '../runs/executionFeed.ts';
import { type Box, boxesOf, type CanvasNode } from './shapes.ts';
import type { CanvasEdge } from './useCanvasEdges.ts';

/** The outlines of all nodes of one look, and how they are painted. */
interface Layer {
  readonly fill: string;
  readonly stroke: string;
  readonly alpha: number;
  readonly width: number;
  readonly path: Path2D;
}

/** Everything of a graph that does not change while it is only moved: made once, painted often. */
export interface FarPicture {
  readonly edges: Path2D;
  readonly layers: readonly Layer[];
}

const HANDLE_Y = 36;
const RADIUS = 12;

export function makePicture(
  nodes: readonly CanvasNode[],
  edges: readonly CanvasEdge[],
  feed: ExecutionFeed | undefined,
): FarPicture {
  const boxes = boxesOf(nodes);
  return { edges: linesOf(edges, boxes), layers: layersOf(nodes, boxes, feed) };
}

/** Paints the picture where the canvas is now, in the colours of the tokens. */
export function paint(
  canvas: HTMLCanvasElement,
  picture: FarPicture,
  state: Pick<ReactFlowState, 'width' | 'height' | 'transform'>,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  fitPixels(canvas, state.width, state.height);
  const [x, y, zoom] = state.transform;
  const ratio = devicePixelRatio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  const color = tokensOf(canvas);
  context.strokeStyle = color('--line-strong');
  context.lineWidth = 1.5 / zoom;
  context.stroke(picture.edges);
  for (const layer of picture.layers) {
    context.fillStyle = color(layer.fill);
    context.strokeStyle = color(layer.stroke);
    context.lineWidth = layer.width / zoom;
    context.globalAlpha = layer.alpha;
    context.fill(layer.path);
    context.globalAlpha = 1;
    context.stroke(layer.path);
  }
}

function layersOf(
  nodes: readonly CanvasNode[],
  boxes: ReadonlyMap<string, Box>,
  feed: ExecutionFeed | undefined,
): readonly Layer[] {
  const layers = new Map<string, Layer>();
  for (const node of nodes) {
    const box = boxes.get(node.id);
    if (box === undefined) continue;
    const look = feed?.statusOf(node.id)?.look;
    const isContainer = node.type === 'container';
    const key = `${isContainer ? 0 : 1} ${look ?? ''} ${node.selected ? 1 : 0}`;
    let layer = layers.get(key);
    if (layer === undefined) {
      layer = {
        fill: look === undefined ? '--panel' : `--look-${look}`,
        stroke: node.selected ? '--ink' : '--control',
        alpha: isContainer ? 0.35 : 1,
        width: node.selected ? 2 : 1,
        path: new Path2D(),
      };
      layers.set(key, layer);
    }
    layer.path.roundRect(box.x, box.y, box.width, box.height, RADIUS);
  }
  // Containers lie under what stands in them.
  return [...layers].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, layer]) => layer);
}

function linesOf(edges: readonly CanvasEdge[], boxes: ReadonlyMap<string, Box>): Path2D {
  const path = new Path2D();
  for (const edge of edges) {
    const from = boxes.get(edge.source);
    const to = boxes.get(edge.target);
    if (!from || !to) continue;
    path.moveTo(from.x + from.width, from.y + HANDLE_Y);
    path.lineTo(to.x, to.y + HANDLE_Y);
  }
  return path;
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
