/** Which names an expression may use, from where it stands: workflows/definition/rules/scopes.py. */
import type { DocView } from '../workflow/docView.ts';
import { nameOf, parentOf, upstreamOf } from '../workflow/graph.ts';
import { isObject } from '../workflow/json.ts';

export interface VisibleName {
  /** What people call it: the name of a task, not its id. */
  readonly label: string;
  /** What is written into the expression. */
  readonly path: string;
  readonly detail: string;
}

/** Where an expression stands; without a task: in the workflow itself. */
export interface Scope {
  readonly task?: string | undefined;
  /** A container's own `result` or `until`: it sees the tasks inside. */
  readonly isInner?: boolean;
  /** The outputs of the workflow see every task outside of containers. */
  readonly isOutputs?: boolean;
}

export function visibleNames(view: DocView, scope: Scope): readonly VisibleName[] {
  return [
    ...inputsOf(view),
    ...tasksSeen(view, scope)
      .sort()
      .map((id) => taskName(view, id)),
    ...roundNames(view, scope),
  ];
}

function inputsOf(view: DocView): readonly VisibleName[] {
  const { inputs } = view.workflow();
  const properties = isObject(inputs) && isObject(inputs.properties) ? inputs.properties : {};
  return Object.entries(properties).map(([name, schema]) => ({
    label: `inputs.${name}`,
    path: `inputs.${name}`,
    detail: isObject(schema) && typeof schema.type === 'string' ? schema.type : 'input',
  }));
}

/** Only what surely ended before: others would be a problem. */
function tasksSeen(view: DocView, { task, isInner, isOutputs }: Scope): string[] {
  const entry = (id: string) => view.entry('tasks', id);
  const inside = (parent: string | undefined) =>
    view.ids('tasks').filter((id) => parentOf(entry(id)) === parent);
  if (task === undefined) return isOutputs ? inside(undefined) : [];
  return [...upstreamOf(task, view.edges(), entry), ...(isInner ? inside(task) : [])];
}

function taskName(view: DocView, id: string): VisibleName {
  return { label: nameOf(id, view.entry('tasks', id)), path: `tasks.${id}.output`, detail: id };
}

const ROUND_NAMES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  map: [
    ['item', 'the item of this round'],
    ['index', 'its number, from 0'],
  ],
  loop: [
    ['turn', 'the number of this turn, from 0'],
    ['previous', 'the result of the turn before'],
  ],
};

function roundNames(view: DocView, { task, isInner }: Scope): readonly VisibleName[] {
  const entry = (id: string) => view.entry('tasks', id);
  const kinds = new Set<string>();
  const seen = new Set<string>(); // a merge may close a circle of containers
  let at = isInner || task === undefined ? task : parentOf(entry(task));
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    kinds.add(String(entry(at)?.kind));
    at = parentOf(entry(at));
  }
  return Object.entries(ROUND_NAMES)
    .filter(([kind]) => kinds.has(kind))
    .flatMap(([, names]) => names.map(([label, detail]) => ({ label, path: label, detail })));
}
