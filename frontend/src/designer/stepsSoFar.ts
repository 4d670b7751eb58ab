/** What can be told of a draft: while its model still writes it, and once it is there. */
import { nameOf } from '../workflow/graph.ts';
import type { JsonObject } from '../workflow/json.ts';
import { edgesOf } from '../workflow/writing.ts';

const NAME = /"name"\s*:\s*("(?:[^"\\]|\\.)*")/g;

/** The names that stand in an answer whose end has not come yet. */
export function stepsSoFar(text: string): readonly string[] {
  return [...text.matchAll(NAME)].flatMap(([, name = '']) => {
    try {
      return [JSON.parse(name) as string];
    } catch {
      return []; // a small model's text may hold what JSON does not
    }
  });
}

export interface DraftedStep {
  readonly id: string;
  readonly name: string;
  readonly says: string;
  /** Names of the steps it comes after. */
  readonly after: readonly string[];
}

/** The steps of a drafted document, in its order. */
export function draftedSteps(document: JsonObject): readonly DraftedStep[] {
  const tasks = (document.tasks ?? {}) as Readonly<Record<string, JsonObject>>;
  const sources = Map.groupBy([...edgesOf(tasks)], ({ target }) => target);
  return Object.entries(tasks).map(([id, task]) => ({
    id,
    name: nameOf(id, task),
    says: says(task),
    after: (sources.get(id) ?? []).map((edge) => nameOf(edge.source, tasks[edge.source])),
  }));
}

/** The instruction, without what is put in from earlier steps. */
function says(task: JsonObject): string {
  const { prompt } = (task.input ?? {}) as { readonly prompt?: unknown };
  return typeof prompt === 'string' ? (prompt.split('\n\n')[0] ?? '') : '';
}
