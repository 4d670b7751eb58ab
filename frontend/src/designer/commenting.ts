/** Places that comments are about: how each is called, and the ways there. */
import type { DocView } from '../workflow/docView.ts';
import { type Edge, edgeId } from '../workflow/edges.ts';
import { nameOf } from '../workflow/graph.ts';
import type { Designer } from './designer.ts';
import type { Thread } from './threads.ts';

/** How far a point may be from the origin: the server takes none beyond. */
export const FARTHEST = 1_000_000;
const MOST_EDGES = 20;

/** A place that a new comment may be about, as the server takes it. */
export interface Place {
  readonly key: string;
  readonly label: string;
  readonly body:
    | { readonly place: 'task' | 'edge'; readonly subject: string }
    | { readonly place: 'point'; readonly point: number[] }
    | { readonly place: 'workflow' };
}

/** What the next comment may be about, what one means most likely first. */
export function placesToComment(designer: Designer): readonly Place[] {
  const { view } = designer.room;
  const point = designer.commentPoint.get();
  const edge = designer.selectedEdge.get();
  const [task] = designer.selectedTasks();
  return [
    ...(point ? [pointPlace([point.x, point.y])] : []),
    ...(edge && isThere(view, edge) ? [edgePlace(view, edge)] : []),
    ...(task === undefined ? [] : [taskPlace(view, task), ...edgesAt(view, task)]),
    { key: 'workflow', label: 'the whole workflow', body: { place: 'workflow' } },
  ];
}

const pointPlace = (point: number[]): Place => ({
  key: `point ${point}`,
  label: 'this point of the canvas',
  body: { place: 'point', point },
});

const taskPlace = (view: DocView, task: string): Place => ({
  key: task,
  label: nameOf(task, view.entry('tasks', task)),
  body: { place: 'task', subject: task },
});

const edgePlace = (view: DocView, edge: Edge): Place => ({
  key: edgeId(edge),
  label: edgeInWords(view, edge),
  body: { place: 'edge', subject: edgeId(edge) },
});

/** Edges are chosen here by who uses no pointer: by the task that they begin or end at. */
function edgesAt(view: DocView, task: string): readonly Place[] {
  const ends = view.edges().filter(({ source, target }) => source === task || target === task);
  return ends.slice(0, MOST_EDGES).map((edge) => edgePlace(view, edge));
}

export function edgeInWords(view: DocView, { source, outcome, target }: Edge): string {
  const name = (id: string) => nameOf(id, view.entry('tasks', id));
  return `the edge from ${name(source)}${outcome ? ` (${outcome})` : ''} to ${name(target)}`;
}

export function isThere(view: DocView, edge: Edge): boolean {
  const id = edgeId(edge);
  return view.edges().some((each) => edgeId(each) === id);
}

export function commentOnEdge(designer: Designer, edge: Edge): void {
  designer.selectEdge(edge);
  designer.showComments();
}

export function commentOnPoint(designer: Designer, { x, y }: { x: number; y: number }): void {
  const within = (value: number) => Math.max(-FARTHEST, Math.min(FARTHEST, Math.round(value)));
  designer.select([]);
  designer.selectEdge(undefined);
  designer.commentPoint.set({ x: within(x), y: within(y) });
  designer.showComments();
}

/** Opens one thread in the panel; it gets the focus once it is there. */
export function showThread(designer: Designer, thread: string): void {
  designer.tab.set('comments');
  designer.wantedThread.set(thread);
}

/** Goes to the edge or point that a thread is about; the canvas does it once it is there. */
export function showPlace(designer: Designer, { id, place, subject, point }: Thread): void {
  designer.isOutline.set(false);
  if (place === 'edge') designer.wantedMark.set({ key: subject });
  else if (point) designer.wantedMark.set({ key: id, point });
}
