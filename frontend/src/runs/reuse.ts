/** What a retry keeps and what it runs again, as the engine decides it. */
import type { Edge } from '../workflow/edges.ts';
import type { Look } from './states.ts';

export interface Retry {
  readonly again: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Args: `from`: this task and all after it; undefined: what did not succeed, and all after.
 *
 * Only tasks outside containers; what stands in a container goes with it.
 */
export function retryOf(
  tasks: readonly string[],
  edges: readonly Edge[],
  lookOf: (task: string) => Look | undefined,
  from: string | undefined,
): Retry {
  const settled = new Set<Look | undefined>(['done', 'cached', 'skipped']);
  const begin = from === undefined ? tasks.filter((task) => !settled.has(lookOf(task))) : [from];
  const again = downstream(begin, edges);
  const hasWorked = (task: string) => lookOf(task) === 'done' || lookOf(task) === 'cached';
  return {
    again: tasks.filter((task) => again.has(task) || !settled.has(lookOf(task))),
    kept: tasks.filter((task) => !again.has(task) && hasWorked(task)),
  };
}

function downstream(begin: readonly string[], edges: readonly Edge[]): ReadonlySet<string> {
  const targets = Map.groupBy(edges, ({ source }) => source);
  const found = new Set(begin);
  const open = [...begin];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { target } of targets.get(at) ?? []) {
      if (found.has(target)) continue;
      found.add(target);
      open.push(target);
    }
  }
  return found;
}
