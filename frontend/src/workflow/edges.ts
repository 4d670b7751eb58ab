import type { JsonObject } from './json.ts';

/** `target` waits for `source`; with an outcome: for it to end so. */
export interface Edge {
  readonly source: string;
  readonly outcome?: string;
  readonly target: string;
}

const NAME = '[a-z][a-z0-9_]{0,63}';
const EDGE = new RegExp(`^(${NAME})(?:\\.(${NAME}))?>(${NAME})$`);

export function edgeId(edge: Edge): string {
  return `${waitsFor(edge)}>${edge.target}`;
}

/** As it stands in the target's `depends_on`. */
export function waitsFor({ source, outcome }: Edge): string {
  return outcome === undefined ? source : `${source}.${outcome}`;
}

/** What stands under the id. */
export function edgeValue(edge: Edge): JsonObject {
  return { ...edge };
}

/** The edge with this id; undefined: no edge has it. */
export function readEdge(id: string): Edge | undefined {
  const [, source, outcome, target] = EDGE.exec(id) ?? [];
  if (source === undefined || target === undefined) return undefined;
  return outcome === undefined ? { source, target } : { source, outcome, target };
}
