/** What the edges of a workflow mean, by themselves. */
import { type Edge, edgeId } from './edges.ts';
import type { JsonObject } from './json.ts';

type Tasks = (id: string) => JsonObject | undefined;

/** Every task that must end before this one begins, containers around it and theirs included. */
export function upstreamOf(id: string, edges: readonly Edge[], task: Tasks): ReadonlySet<string> {
  const sources = Map.groupBy(edges, (edge) => edge.target);
  const found = new Set<string>();
  const seen = new Set([id]); // a merge may close a circle, of edges and of containers
  const waiting = [id];
  const visit = (next: string) => {
    if (seen.has(next)) return;
    seen.add(next);
    waiting.push(next);
  };
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const { source } of sources.get(at) ?? []) {
      found.add(source);
      visit(source);
    }
    const parent = parentOf(task(at));
    if (parent !== undefined) visit(parent);
  }
  found.delete(id);
  return found;
}

/** Whether something that begins after `from` leads to `to`. */
export function leadsTo(from: string, to: string, edges: readonly Edge[]): boolean {
  return downstreamOf(from, edges).has(to);
}

/** This task and all that lead to it. */
function leadingTo(to: string, edges: readonly Edge[]): ReadonlySet<string> {
  const sources = Map.groupBy(edges, (edge) => edge.target);
  const found = new Set([to]);
  for (const id of found) for (const { source } of sources.get(id) ?? []) found.add(source);
  return found;
}

/** This task and all that something from it leads to. */
export function downstreamOf(from: string, edges: readonly Edge[]): ReadonlySet<string> {
  const targets = Map.groupBy(edges, (edge) => edge.source);
  const found = new Set([from]);
  for (const id of found) for (const { target } of targets.get(id) ?? []) found.add(target);
  return found;
}

/** Why this edge cannot be drawn, in words; undefined: it can. */
export function whyNotConnect(edge: Edge, edges: readonly Edge[], task: Tasks): string | undefined {
  const { source: id, outcome, target } = edge;
  const end = { id, side: 'source', ...(outcome === undefined ? {} : { outcome }) } as const;
  return whyNotFrom(end, edges, task)(target);
}

/** The end of an edge that stays while one looks for the other. */
export interface End {
  readonly id: string;
  readonly side: 'source' | 'target';
  readonly outcome?: string;
}

/** The same for many others at one end: the graph is walked once. */
export function whyNotFrom(
  end: End,
  edges: readonly Edge[],
  task: Tasks,
): (other: string) => string | undefined {
  const name = (id: string) => `“${nameOf(id, task(id))}”`;
  const drawn = new Set(edges.map(edgeId));
  const closing = end.side === 'target' ? downstreamOf(end.id, edges) : leadingTo(end.id, edges);
  return (other) => {
    const edge = edgeBetween(end, other);
    const { source, target } = edge;
    if (source === target) return 'A task cannot wait for itself; put it into a loop.';
    if (parentOf(task(source)) !== parentOf(task(target))) {
      return `${name(source)} and ${name(target)} stand in different containers.`;
    }
    if (drawn.has(edgeId(edge))) return 'They are connected already.';
    if (!closing.has(other)) return undefined;
    return `${name(source)} already waits for ${name(target)}; loops need a Loop task.`;
  };
}

export function edgeBetween({ id, side, outcome }: End, other: string): Edge {
  if (side === 'target') return { source: other, target: id };
  return { source: id, target: other, ...(outcome === undefined ? {} : { outcome }) };
}

export function nameOf(id: string, task: JsonObject | undefined): string {
  return typeof task?.name === 'string' && task.name !== '' ? task.name : id;
}

/** These tasks and all that stands in them, however deep; a circle of containers does no harm. */
export function withInside(
  ids: Iterable<string>,
  all: readonly string[],
  task: Tasks,
): ReadonlySet<string> {
  return withChildren(
    ids,
    Map.groupBy(all, (id) => parentOf(task(id)) ?? ''),
  );
}

/** The same, by what stands in each container. */
export function withChildren(
  ids: Iterable<string>,
  children: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...ids];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    waiting.push(...(children.get(at) ?? []));
  }
  return found;
}

/** The container that a task stands in. */
export function parentOf(task: JsonObject | undefined): string | undefined {
  return typeof task?.parent === 'string' ? task.parent : undefined;
}

/** The container around a task that stands in no other; the task itself, if nothing is around it. */
export function outermostOf(
  view: { entry(root: 'tasks', id: string): JsonObject | undefined },
  id: string,
): string {
  const seen = new Set<string>();
  let at = id;
  for (;;) {
    seen.add(at);
    const parent = parentOf(view.entry('tasks', at));
    if (parent === undefined || seen.has(parent) || view.entry('tasks', parent) === undefined) {
      return at;
    }
    at = parent;
  }
}

/** How a task may end, apart from plainly: what others can wait for. */
export function outcomesOf(task: JsonObject | undefined, ofKind: readonly string[]): string[] {
  const cases = Array.isArray(task?.cases) ? task.cases : [];
  const named = cases.flatMap((each) =>
    typeof each === 'object' && each !== null && 'name' in each ? [String(each.name)] : [],
  );
  return task?.kind === 'branch' ? [...new Set(named)] : [...ofKind];
}
