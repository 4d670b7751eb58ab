import type { ReactFlowState } from '@xyflow/react';
import type { ExecutionFeed } from '../runs/executionFeed.ts';
import { worstOf } from '../runs/states.ts';
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
  readonly frames: readonly Layer[];
  readonly layers: readonly Layer[];
  readonly names: readonly FrameTitle[];
}

/** The name of a group, which stays readable however far away one is. */
interface FrameTitle {
  readonly box: Box;
  readonly name: string;
}

const HANDLE_Y = 36;
const RADIUS = 12;
const NAME_PX = 12;
/** A frame narrower than this on the screen goes without its name. */
const SHORTEST_PX = 28;
/** No more of a name is measured, which happens in every picture while the canvas is moved. */
const LONGEST_NAME = 200;

export function makePicture(
  nodes: readonly CanvasNode[],
  edges: readonly CanvasEdge[],
  feed: ExecutionFeed | undefined,
): FarPicture {
  const boxes = boxesOf(nodes);
  const isFrame = ({ type }: CanvasNode) => type === 'frame';
  return {
    edges: linesOf(edges, boxes),
    frames: frameLayersOf(nodes.filter(isFrame), boxes),
    layers: layersOf(
      nodes.filter((node) => !isFrame(node)),
      boxes,
      feed,
    ),
    names: namesOf(nodes, boxes),
  };
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
  for (const layer of picture.frames) paintLayer(context, layer, color, zoom);
  context.strokeStyle = color('--line-strong');
  context.lineWidth = 1.5 / zoom;
  context.stroke(picture.edges);
  for (const layer of picture.layers) paintLayer(context, layer, color, zoom);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = color('--ink-2');
  context.font = `600 ${NAME_PX}px ${getComputedStyle(canvas).fontFamily}`;
  for (const { box, name } of picture.names) {
    const room = box.width * zoom;
    const [left, top] = [box.x * zoom + x, box.y * zoom + y - NAME_PX / 3];
    const isSeen = left + room > 0 && left < state.width && top > 0 && top < state.height + NAME_PX;
    if (isSeen && room >= SHORTEST_PX) context.fillText(fitting(context, name, room), left, top);
  }
}

function paintLayer(
  context: CanvasRenderingContext2D,
  layer: Layer,
  color: (name: string) => string,
  zoom: number,
): void {
  context.fillStyle = color(layer.fill);
  context.strokeStyle = color(layer.stroke);
  context.lineWidth = layer.width / zoom;
  context.globalAlpha = layer.alpha;
  context.fill(layer.path);
  context.globalAlpha = 1;
  context.stroke(layer.path);
}

/** As much of a text as there is room for. */
function fitting(context: CanvasRenderingContext2D, name: string, room: number): string {
  const text = name.slice(0, LONGEST_NAME);
  if (context.measureText(text).width <= room) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > room) {
    end = Math.floor(end * 0.8);
  }
  return `${text.slice(0, end)}…`;
}

function frameLayersOf(
  frames: readonly CanvasNode[],
  boxes: ReadonlyMap<string, Box>,
): readonly Layer[] {
  return frames.flatMap((node) => {
    const box = boxes.get(node.id);
    if (box === undefined) return [];
    const path = new Path2D();
    path.roundRect(box.x, box.y, box.width, box.height, RADIUS);
    const tone = `--frame-${node.data.color ?? 'gray'}`;
    const stroke = node.selected ? '--ink' : tone;
    return [{ fill: tone, stroke, alpha: 0.1, width: node.selected ? 2 : 1, path }];
  });
}

function namesOf(
  nodes: readonly CanvasNode[],
  boxes: ReadonlyMap<string, Box>,
): readonly FrameTitle[] {
  return nodes.flatMap(({ id, data: { name } }) => {
    const box = boxes.get(id);
    return name === undefined || box === undefined ? [] : [{ box, name }];
  });
}

/** How a node looks in the run that is shown: a folded group as the worst of what it hides. */
function lookOf({ id, data: { hidden } }: CanvasNode, feed: ExecutionFeed | undefined) {
  if (hidden === undefined) return feed?.statusOf(id)?.look;
  return worstOf(hidden.flatMap((task) => feed?.statusOf(task)?.look ?? []));
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
    const look = lookOf(node, feed);
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
