/** A graph of very many tasks, drawn as few groups: how far each is, and what it waits for. */
import type { Edge } from '../workflow/edges.ts';
import type { Look } from './states.ts';

export interface Group {
  readonly id: string;
  /** Its column: groups only wait for those further left. */
  readonly column: number;
  readonly kind: string;
  /** Tasks of the graph, those inside containers left out. */
  readonly tasks: readonly string[];
  /** Groups whose tasks some of its own wait for. */
  readonly sources: readonly string[];
}

interface Placed {
  readonly id: string;
  readonly kind: string;
}

const MOST_COLUMNS = 12;

/**
 * Tasks outside containers, put together where they are of one kind and equally far from the
 * beginning; a graph that is longer than some columns is cut into that many stretches.
 *
 * Every task is in exactly one group.
 */
export function groupsOf(tasks: readonly Placed[], edges: readonly Edge[]): readonly Group[] {
  const depths = depthsOf(tasks, edges);
  const stretch = Math.max(1, (deepest(depths) + 1) / MOST_COLUMNS);
  const members = Map.groupBy(
    tasks,
    ({ id, kind }) => `${Math.floor((depths.get(id) ?? 0) / stretch)} ${kind}`,
  );
  const groupOf = new Map(
    [...members].flatMap(([group, all]) => all.map(({ id }) => [id, group] as const)),
  );
  const sources = new Map<string, Set<string>>();
  for (const { source, target } of edges) {
    const [from, to] = [groupOf.get(source), groupOf.get(target)];
    if (from === undefined || to === undefined || columnOf(from) >= columnOf(to)) continue;
    sources.set(to, (sources.get(to) ?? new Set()).add(from));
  }
  return [...members]
    .map(([id, all]) => ({
      id,
      column: columnOf(id),
      kind: all[0]?.kind ?? '',
      tasks: all.map((task) => task.id),
      sources: [...(sources.get(id) ?? [])],
    }))
    .sort((one, other) => one.column - other.column || other.tasks.length - one.tasks.length);
}

function columnOf(group: string): number {
  return Number.parseInt(group, 10);
}

function deepest(depths: ReadonlyMap<string, number>): number {
  let most = 0;
  for (const depth of depths.values()) most = Math.max(most, depth);
  return most;
}

/** How many tasks stand before each on its longest way from a beginning. */
function depthsOf(tasks: readonly Placed[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const depths = new Map(tasks.map(({ id }) => [id, 0]));
  const inner = edges.filter(({ source, target }) => depths.has(source) && depths.has(target));
  const left = new Map<string, number>();
  for (const { target } of inner) left.set(target, (left.get(target) ?? 0) + 1);
  const targets = Map.groupBy(inner, ({ source }) => source);
  const open = tasks.flatMap(({ id }) => (left.has(id) ? [] : [id]));
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { target } of targets.get(at) ?? []) {
      depths.set(target, Math.max(depths.get(target) ?? 0, (depths.get(at) ?? 0) + 1));
      const count = (left.get(target) ?? 0) - 1;
      left.set(target, count);
      if (count === 0) open.push(target);
    }
  }
  return depths;
}

/** How many task runs of each state there are in these tasks. */
export function countLooks(
  tasks: Iterable<string>,
  looksOf: (task: string) => readonly Look[],
): ReadonlyMap<Look, number> {
  const counts = new Map<Look, number>();
  for (const task of tasks) {
    for (const look of looksOf(task)) counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  return counts;
}
