/** The chain of tasks that decided how long a run took. */
import type { Edge } from '../workflow/edges.ts';

interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * From the task that ended last, back along that dependency which ended last, each time.
 *
 * Tasks that did not end, and those inside containers, are no part of it.
 */
export function criticalPath(
  edges: readonly Edge[],
  spanOf: (task: string) => Span | undefined,
): readonly string[] {
  const sources = Map.groupBy(edges, ({ target }) => target);
  const tasks = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const last = (ids: Iterable<string>): string | undefined => {
    let found: string | undefined;
    let latest = Number.NEGATIVE_INFINITY;
    for (const id of ids) {
      const end = spanOf(id)?.endedAt ?? Number.NEGATIVE_INFINITY;
      if (end > latest) [found, latest] = [id, end];
    }
    return found;
  };
  const path: string[] = [];
  for (let at = last(tasks); at !== undefined && !path.includes(at); ) {
    path.unshift(at);
    at = last((sources.get(at) ?? []).map(({ source }) => source));
  }
  return path;
}

/** How long the tasks of a path worked together, in milliseconds. */
export function lengthOf(
  path: readonly string[],
  spanOf: (task: string) => Span | undefined,
): number {
  return path.reduce((sum, task) => {
    const span = spanOf(task);
    return span === undefined ? sum : sum + span.endedAt - span.startedAt;
  }, 0);
}
