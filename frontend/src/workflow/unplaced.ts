/**
 * Places for tasks that have none, such as those of documents written by hand: from left to right by
 * what waits for what, as everybody who looks at the same document computes them.
 *
 * They are where the whole would lie if nobody had placed anything, so that a task that is moved,
 * and has a place from then on, leaves the others where they are.
 */
import type { Edge } from './edges.ts';
import { parentOf } from './graph.ts';
import type { JsonObject } from './json.ts';
import { clearAmong, fromTheTop, placeOf } from './placing.ts';
import { CONTAINER, cardSize, isContainer, type Size, sizeAround } from './sizes.ts';

type Tasks = ReadonlyMap<string, JsonObject>;
type Corner = readonly [number, number];

const BETWEEN_LAYERS = 64;
const BETWEEN_CARDS = 32;
const DEEPEST = 8;

export function hasPlace(task: JsonObject | undefined): boolean {
  return Array.isArray(task?.position);
}

/** A corner for each task without one, within what holds it. */
export function placesOfUnplaced(
  tasks: Tasks,
  edges: readonly Edge[],
): ReadonlyMap<string, Corner> {
  const places = new Map<string, Corner>();
  const siblings = Map.groupBy(tasks.keys(), (id) => {
    const parent = parentOf(tasks.get(id));
    return parent !== undefined && tasks.has(parent) ? parent : '';
  });
  const sizes = new Map<string, Size>();
  const placeInside = (parent: string, depth: number): Size => {
    const ids = depth > DEEPEST ? [] : (siblings.get(parent) ?? []);
    for (const id of ids) {
      const task = tasks.get(id);
      sizes.set(id, isContainer(task) ? placeInside(id, depth + 1) : cardSize(task));
    }
    const size = (id: string) => sizes.get(id) ?? cardSize(tasks.get(id));
    if (ids.some((id) => !hasPlace(tasks.get(id)))) {
      placeSiblings(ids, { tasks, edges, size, corner: cornerIn(parent), places });
    }
    const cornerOf = (id: string) => places.get(id) ?? placeOf(tasks.get(id)?.position);
    return sizeAround(ids.map((id) => [cornerOf(id), size(id)]));
  };
  placeInside('', 0);
  return places;
}

function cornerIn(parent: string): Corner {
  return parent === '' ? [0, 0] : [CONTAINER.padding, CONTAINER.header + BETWEEN_CARDS / 2];
}

interface Siblings {
  readonly tasks: Tasks;
  readonly edges: readonly Edge[];
  readonly size: (id: string) => Size;
  readonly corner: Corner;
  readonly places: Map<string, Corner>;
}

function placeSiblings(ids: readonly string[], given: Siblings): void {
  const { tasks, edges, size, corner, places } = given;
  const isPlaced = (id: string) => hasPlace(tasks.get(id));
  const placed = ids.filter(isPlaced).map((id) => {
    const [x, y] = placeOf(tasks.get(id)?.position);
    return { x, y, ...size(id) };
  });
  const taken = fromTheTop(placed);
  for (const [id, [left, top]] of inLayers(ids, edges, size)) {
    if (isPlaced(id)) continue;
    const wanted = { x: left + corner[0], y: top + corner[1] };
    const { x, y } = clearAmong(wanted, size(id), taken);
    if (y !== wanted.y) {
      const below = taken.findIndex((each) => each.y > y);
      taken.splice(below < 0 ? taken.length : below, 0, { x, y, ...size(id) });
    }
    places.set(id, [x, y]);
  }
}

/** Where each would lie from the corner on; each layer stands in the middle of the tallest. */
function inLayers(
  ids: readonly string[],
  edges: readonly Edge[],
  size: (id: string) => Size,
): ReadonlyMap<string, Corner> {
  const layers = layersOf(ids, edges);
  const heightOf = (layer: readonly string[]) =>
    layer.reduce((sum, id) => sum + size(id).height + BETWEEN_CARDS, -BETWEEN_CARDS);
  const tallest = Math.max(...layers.map(heightOf));
  const corners = new Map<string, Corner>();
  let x = 0;
  for (const layer of layers) {
    let y = Math.round((tallest - heightOf(layer)) / 2);
    for (const id of layer) {
      corners.set(id, [x, y]);
      y += size(id).height + BETWEEN_CARDS;
    }
    x += layer.reduce((widest, id) => Math.max(widest, size(id).width), 0) + BETWEEN_LAYERS;
  }
  return corners;
}

/** Each layer is in the order of what its tasks wait for, so that edges cross little. */
function layersOf(ids: readonly string[], edges: readonly Edge[]): readonly (readonly string[])[] {
  const here = new Set(ids);
  const inner = edges.filter(({ source, target }) => here.has(source) && here.has(target));
  const arriving = Map.groupBy(inner, ({ target }) => target);
  const depth = depthsOf(ids, inner);
  const rows = new Map<string, number>();
  const byDepth = Map.groupBy(ids, (id) => depth.get(id) ?? 0);
  return [...byDepth.keys()]
    .sort((a, b) => a - b)
    .map((at) => {
      const middle = (id: string) => mean((arriving.get(id) ?? []).map((e) => rows.get(e.source)));
      const weighed = (byDepth.get(at) ?? []).map((id) => [id, middle(id)] as const);
      const layer = weighed.sort(([, a], [, b]) => a - b).map(([id]) => id);
      for (const [row, id] of layer.entries()) rows.set(id, row / layer.length);
      return layer;
    });
}

/** The longest way from a task that waits for none; what a cycle keeps from beginning is at 0. */
function depthsOf(ids: readonly string[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const leaving = Map.groupBy(edges, ({ source }) => source);
  const open = new Map(ids.map((id) => [id, 0]));
  for (const { target } of edges) open.set(target, (open.get(target) ?? 0) + 1);
  const depth = new Map(ids.map((id) => [id, 0]));
  const next = ids.filter((id) => open.get(id) === 0);
  for (const id of next) {
    for (const { target } of leaving.get(id) ?? []) {
      depth.set(target, Math.max(depth.get(target) ?? 0, (depth.get(id) ?? 0) + 1));
      open.set(target, (open.get(target) ?? 0) - 1);
      if (open.get(target) === 0) next.push(target);
    }
  }
  for (const [id, count] of open) if (count > 0) depth.set(id, 0);
  return depth;
}

function mean(rows: readonly (number | undefined)[]): number {
  const known = rows.filter((row) => row !== undefined);
  return known.length === 0 ? 0 : known.reduce((sum, row) => sum + row, 0) / known.length;
}
