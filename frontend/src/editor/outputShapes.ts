/** What the names of a document stand for, as far as schemas and settings tell. */

import { parentOf } from '../workflow/graph.ts';
import { isObject, type Json, type JsonObject, objectOf } from '../workflow/json.ts';
import { type Path, pathOf } from './memberPlace.ts';
import { memberPart, type Part, partOf } from './schemaMembers.ts';
import type { Scope } from './visibleNames.ts';

/** A draft, or a published document of another workflow. */
export interface Shaped {
  readonly inputs: Json | undefined;
  readonly outputs: Json | undefined;
  readonly task: (id: string) => JsonObject | undefined;
  /** Tasks in a container that no other one in it waits for. */
  readonly lastIn: (container: string) => readonly string[];
}

/** What lies outside of a document. */
export interface Outside {
  readonly returnsOf: (name: string) => Json | undefined;
  readonly workflow: (slug: string) => Shaped | undefined;
}

const DEEPEST = 24;
/** So many values are looked at for one answer: tasks may hold each other's outputs many times over. */
const MOST_VALUES = 3_000;
const TASK: JsonObject = objectOf<Json>([
  ['output', {}],
  ['status', { type: 'string' }],
  ['cost_usd', { type: 'number' }],
  ['duration_s', { type: 'number' }],
]);
const EXECUTION: JsonObject = { type: 'object', properties: { id: { type: 'string' } } };
const RESPONSE: JsonObject = {
  type: 'object',
  properties: { status: { type: 'integer' }, headers: { type: 'object' }, body: {} },
};
const CASE: JsonObject = { type: 'object', properties: { case: { type: 'string' } } };

export class OutputShapes {
  readonly #document: Shaped;
  readonly #outside: Outside;
  readonly #depth: number;
  readonly #budget: { left: number };

  constructor(document: Shaped, outside: Outside, depth = 0, budget = { left: MOST_VALUES }) {
    this.#document = document;
    this.#outside = outside;
    this.#depth = depth;
    this.#budget = budget;
  }

  /** What a path leads to, seen from a scope; undefined: nobody says. */
  at({ root, keys }: Path, scope: Scope): Part | undefined {
    if (this.#depth > DEEPEST) return undefined;
    if (this.#depth === 0) this.#budget.left = MOST_VALUES;
    if (root === 'tasks') return this.#ofTask(keys);
    const start = this.#start(root, scope);
    return keys.reduce(memberPart, start);
  }

  #start(root: string, scope: Scope): Part | undefined {
    switch (root) {
      case 'inputs':
        return partOf(this.#document.inputs);
      case 'execution':
        return partOf(EXECUTION);
      case 'item':
        return this.#round('map', scope);
      case 'previous':
        return this.#round('loop', scope);
      default:
        return undefined;
    }
  }

  #ofTask([id, field, ...keys]: Path['keys']): Part | undefined {
    if (typeof id !== 'string') return undefined;
    if (field === undefined) return partOf({ type: 'object', properties: TASK });
    if (field !== 'output') return memberPart(partOf({ properties: TASK }), field);
    return keys.reduce(memberPart, this.#outputOf(id));
  }

  #outputOf(id: string): Part | undefined {
    const task = this.#document.task(id);
    if (task === undefined) return undefined;
    if (isObject(task.output_schema)) return partOf(task.output_schema);
    switch (task.kind) {
      case 'agent':
        return partOf({ type: 'string' });
      case 'function':
        return partOf(this.#outside.returnsOf(String(task.function)));
      case 'http':
        return partOf(RESPONSE);
      case 'branch':
        return partOf(CASE);
      case 'approval':
        return partOf(task.form);
      case 'transform':
        return this.#deeper().ofValue(task.value, { task: id });
      case 'map':
        return listOf(this.#deeper().resultOf(id, task));
      case 'loop':
        return this.#deeper().resultOf(id, task);
      case 'workflow':
        return this.#ofWorkflow(String(task.workflow));
      default:
        return undefined;
    }
  }

  /** What a setting gives: a text that is exactly one path keeps the type of what is there. */
  ofValue(value: Json | undefined, scope: Scope): Part | undefined {
    this.#budget.left -= 1;
    if (this.#depth > DEEPEST || this.#budget.left < 0) return undefined;
    if (typeof value === 'string') {
      const path = pathOf(value);
      if (path !== undefined) return this.#deeper().at(path, scope);
      const isComputed = /^\s*\{\{.*\}\}\s*$/s.test(value);
      return isComputed ? undefined : partOf({ type: 'string' });
    }
    if (Array.isArray(value)) return listOf(this.#deeper().ofValue(value[0], scope));
    if (isObject(value)) return this.#ofObject(value, scope);
    return value === undefined
      ? undefined
      : partOf({ type: value === null ? 'null' : typeof value });
  }

  /** What one round of a container gives. */
  resultOf(id: string, { result }: JsonObject): Part | undefined {
    if (result !== undefined && result !== null)
      return this.ofValue(result, { task: id, isInner: true });
    const [last, ...others] = this.#document.lastIn(id);
    return last === undefined || others.length > 0 ? undefined : this.#deeper().#outputOf(last);
  }

  #ofObject(value: JsonObject, scope: Scope): Part | undefined {
    const shapes = this.#deeper();
    const properties = Object.entries(value).map(
      ([name, each]) => [name, inlined(shapes.ofValue(each, scope))] as const,
    );
    return partOf({ type: 'object', properties: objectOf<Json>(properties) });
  }

  #round(kind: 'map' | 'loop', { task, isInner }: Scope): Part | undefined {
    const entry = (id: string) => this.#document.task(id);
    const seen = new Set<string>();
    let at = isInner || task === undefined ? task : parentOf(entry(task));
    while (at !== undefined && !seen.has(at) && entry(at)?.kind !== kind) {
      seen.add(at);
      at = parentOf(entry(at));
    }
    const container = at === undefined ? undefined : entry(at);
    if (at === undefined || container?.kind !== kind) return undefined;
    const shapes = this.#deeper();
    if (kind === 'loop') return shapes.resultOf(at, container);
    return memberPart(shapes.ofValue(container.over, { task: at }), 0);
  }

  #ofWorkflow(slug: string): Part | undefined {
    const document = this.#outside.workflow(slug);
    if (document === undefined) return undefined;
    const shapes = new OutputShapes(document, this.#outside, this.#depth + 1, this.#budget);
    return shapes.ofValue(document.outputs, { isOutputs: true });
  }

  #deeper(): OutputShapes {
    return new OutputShapes(this.#document, this.#outside, this.#depth + 1, this.#budget);
  }
}

function listOf(item: Part | undefined): Part | undefined {
  return partOf({ type: 'array', items: inlined(item) });
}

/** A part as a schema of its own: references of it lead to where it came from. */
function inlined(part: Part | undefined): JsonObject {
  if (part === undefined) return {};
  const { schema, whole } = part;
  const needsWhole = whole !== schema && JSON.stringify(schema).includes('"$ref"');
  return needsWhole ? {} : schema;
}
