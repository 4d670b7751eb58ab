/** Places tasks in layers by ELK, in a worker: https://eclipse.dev/elk/ (EPL-2.0, unmodified). */
import type { ELK, ElkNode } from 'elkjs/lib/elk-api';
import Elk from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import { FRAME, frameNode, frameOf } from '../canvas/frames.ts';
import type { Point } from '../workflow/commands.ts';
import type { DocView } from '../workflow/docView.ts';
import { edgeId } from '../workflow/edges.ts';
import { parentOf } from '../workflow/graph.ts';
import { groupOf } from '../workflow/groups.ts';
import { placeOf } from '../workflow/placing.ts';
import { CONTAINER, cardSize, isContainer } from '../workflow/sizes.ts';

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.spacing.nodeNode': '32',
  'elk.layered.spacing.nodeNodeBetweenLayers': '64',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};
const INSIDE = {
  'elk.padding': `[top=${CONTAINER.header + 16},left=${CONTAINER.padding},bottom=${CONTAINER.padding},right=${CONTAINER.padding}]`,
};

const IN_FRAME = {
  'elk.padding': `[top=${FRAME.header + FRAME.padding / 2},left=${FRAME.padding},bottom=${FRAME.padding},right=${FRAME.padding}]`,
};

let elk: ELK | undefined;

/** New places of all tasks, or of the chosen ones, which then stay about where they are. */
export async function tidyPlaces(
  view: DocView,
  chosen?: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Point>> {
  const ids = view.ids('tasks').filter((id) => chosen?.has(id) ?? true);
  const within = new Set(ids);
  const children = Map.groupBy(ids, (id) => {
    const parent = parentOf(view.entry('tasks', id));
    return parent !== undefined && within.has(parent) ? parent : '';
  });
  elk ??= new Elk({ workerUrl });
  const laidOut = await elk.layout({
    id: 'root',
    layoutOptions: OPTIONS,
    children: framed(view, children.get('') ?? [], (id) => nodeOf(view, id, children)),
    edges: view
      .edges()
      .filter(({ source, target }) => within.has(source) && within.has(target))
      .map((edge) => ({ id: edgeId(edge), sources: [edge.source], targets: [edge.target] })),
  });
  return shiftedTo(cornerOf(view, children.get('') ?? []), laidOut);
}

/** Members of a group are laid out together, with room for its frame. */
function framed(view: DocView, ids: readonly string[], node: (id: string) => ElkNode): ElkNode[] {
  const groups = Map.groupBy(ids, (id) => groupOf(view, id));
  return [...groups].flatMap(([group, members]) =>
    group === undefined
      ? members.map(node)
      : [{ id: frameNode(group), children: members.map(node), layoutOptions: IN_FRAME }],
  );
}

function nodeOf(
  view: DocView,
  id: string,
  children: ReadonlyMap<string, readonly string[]>,
): ElkNode {
  const task = view.entry('tasks', id);
  const inside = (children.get(id) ?? []).map((each) => nodeOf(view, each, children));
  if (inside.length > 0) return { id, children: inside, layoutOptions: INSIDE };
  if (isContainer(task)) return { id, width: CONTAINER.width, height: CONTAINER.height };
  return { id, ...cardSize(task) };
}

function cornerOf(view: DocView, ids: readonly string[]): Point {
  const places = ids.map((id) => placeOf(view.entry('tasks', id)?.position));
  return { x: Math.min(...places.map(([x]) => x)), y: Math.min(...places.map(([, y]) => y)) };
}

/** Frames have no place of their own: what stands in them does. */
function outOfFrame(node: ElkNode): readonly ElkNode[] {
  if (frameOf(node.id) === undefined) return [node];
  return (node.children ?? []).map((child) => ({
    ...child,
    x: (child.x ?? 0) + (node.x ?? 0),
    y: (child.y ?? 0) + (node.y ?? 0),
  }));
}

function shiftedTo(corner: Point, root: ElkNode): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  const outer = (root.children ?? []).flatMap(outOfFrame);
  const left = Math.min(...outer.map(({ x = 0 }) => x));
  const top = Math.min(...outer.map(({ y = 0 }) => y));
  const place = (node: ElkNode, dx: number, dy: number) => {
    places.set(node.id, { x: Math.round((node.x ?? 0) + dx), y: Math.round((node.y ?? 0) + dy) });
    for (const child of node.children ?? []) place(child, 0, 0);
  };
  for (const node of outer) place(node, corner.x - left, corner.y - top);
  return places;
}
