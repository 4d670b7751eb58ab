/** Drawing edges, taking them elsewhere, and putting tasks into them. */

import { connect, moveTasks, type Point, reconnect } from '../workflow/commands.ts';
import { type Edge, edgeId } from '../workflow/edges.ts';
import { parentOf, whyNotConnect } from '../workflow/graph.ts';
import { roomIn } from '../workflow/roomIn.ts';
import { TASK } from '../workflow/sizes.ts';
import type { Designer } from './designer.ts';
import { asOneStep, join } from './editing.ts';

/** Draw an edge, or say why not. */
export function drawEdge(designer: Designer, edge: Edge): boolean {
  const { doc, view } = designer.room;
  const why = whyNotConnect(edge, view.edges(), (id) => view.entry('tasks', id));
  if (why !== undefined) {
    designer.tell(why);
    return false;
  }
  asOneStep(designer, () => connect(doc, edge));
  return true;
}

/** Takes an edge to other ends, or says why not; nothing is lost either way. */
export function moveEdge(designer: Designer, from: Edge, to: Edge): boolean {
  const { doc, view } = designer.room;
  if (edgeId(from) === edgeId(to)) return true;
  const others = view.edges().filter((each) => edgeId(each) !== edgeId(from));
  const why = whyNotConnect(to, others, (id) => view.entry('tasks', id));
  if (why !== undefined) {
    designer.tell(why);
    return false;
  }
  asOneStep(designer, () => reconnect(doc, from, to));
  designer.selectEdge(to);
  return true;
}

/** Puts a task that was dropped onto an edge into it, where it fits and has no edges yet. */
export function spliceInto(designer: Designer, id: string, edge: Edge, at: Point): void {
  const { doc, view } = designer.room;
  const edges = view.edges();
  const isFree = !edges.some(({ source, target }) => source === id || target === id);
  const task = (each: string) => view.entry('tasks', each);
  const fits = parentOf(task(id)) === parentOf(task(edge.source));
  if (!isFree || !fits) return;
  const room = roomIn(view, edge, at, TASK);
  asOneStep(designer, () => {
    moveTasks(doc, new Map([...room.moved, [id, room.at]]));
    join(designer, id, { splits: edge });
  });
}
