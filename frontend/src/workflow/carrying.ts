/**
 * What tasks bring along from their workflow: the inputs that they read, and, into a workflow that
 * gives nothing yet, its outputs.
 */
import { setField } from './commands.ts';
import type { DocView } from './docView.ts';
import { whyNotFits } from './fitting.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

export interface Carried {
  /** JSON Schemas of inputs by their names. */
  readonly inputs: Readonly<Record<string, Json>>;
  readonly needed: ReadonlySet<string>;
  readonly outputs: Readonly<Record<string, Json>>;
}

const WORKFLOW = { root: 'workflow' } as const;
/** `inputs.name` and `inputs['name']`, also within JSON text. */
const READ = /\binputs(?:\.([\p{L}\p{N}_]+)|\[\\?["']([^"'\\]+))/gu;

export function readCarried({ inputs, outputs }: JsonObject): Carried {
  const schema = fitting(inputs);
  const needed = Array.isArray(schema.required) ? schema.required : [];
  return {
    inputs: isObject(schema.properties) ? schema.properties : {},
    needed: new Set(needed.filter((each) => typeof each === 'string')),
    outputs: fitting(outputs),
  };
}

/** The schema of those inputs that a text of these tasks names; undefined: it names none. */
export function inputsReadBy(tasks: unknown, inputs: Json | undefined): JsonObject | undefined {
  const found = JSON.stringify(tasks).matchAll(READ);
  const names = new Set(Array.from(found, ([, dotted, quoted]) => dotted ?? quoted));
  const { inputs: all, needed } = readCarried({ ...(inputs && { inputs }) });
  const read = Object.entries(all).filter(([name]) => names.has(name));
  if (read.length === 0) return undefined;
  const required = read.map(([name]) => name).filter((name) => needed.has(name));
  return {
    type: 'object',
    properties: Object.fromEntries(read),
    ...(required.length > 0 && { required }),
  };
}

/** Declares what is not declared here; what is stays as it is. In the caller's transaction. */
export function takeCarried(view: DocView, carried: Carried, follow: (value: Json) => Json): void {
  const { inputs, outputs } = view.workflow();
  const own = isObject(inputs) ? inputs : {};
  const known = isObject(own.properties) ? own.properties : {};
  const fresh = Object.entries(carried.inputs).filter(([name]) => !Object.hasOwn(known, name));
  if (fresh.length > 0 && (inputs === undefined || isObject(inputs))) {
    const required = Array.isArray(own.required) ? own.required : [];
    const more = fresh.map(([name]) => name).filter((name) => carried.needed.has(name));
    setField(view.doc, WORKFLOW, ['inputs'], {
      type: 'object',
      ...own,
      properties: { ...known, ...Object.fromEntries(fresh) },
      ...(required.length + more.length > 0 && { required: [...required, ...more] }),
    });
  }
  if (outputs === undefined && Object.keys(carried.outputs).length > 0) {
    setField(view.doc, WORKFLOW, ['outputs'], follow(carried.outputs as JsonObject));
  }
}

/** A text from elsewhere may hold what a document cannot. */
function fitting(value: Json | undefined): JsonObject {
  return isObject(value) && whyNotFits(value) === undefined ? value : {};
}
