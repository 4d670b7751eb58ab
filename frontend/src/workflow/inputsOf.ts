/** What a part of a workflow reads from outside of it, and how it is called inside. */
import { called } from './crossing.ts';
import type { DocView } from './docView.ts';
import { mapTexts, type RoleOf, type Spot } from './evaluated.ts';
import { parentOf } from './graph.ts';
import { isObject, type JsonObject } from './json.ts';
import { pathInWords, type Reference, rewriteReferences } from './references.ts';

/** A value that crosses the border: how it is called inside, and what it is. */
export interface Passed {
  readonly name: string;
  readonly from: string;
  readonly about: string;
}

/** An input of the new workflow: `value` is the expression that gives it. */
export interface Input extends Passed {
  readonly value: string;
  readonly schema: JsonObject;
}

const ROUNDS: Readonly<Record<string, string>> = {
  item: 'map',
  index: 'map',
  turn: 'loop',
  previous: 'loop',
};

/** The name that this value has already, or one that no other has: `a` has a status, `a_status` an output. */
export function freeName(
  wanted: string,
  value: string,
  taken: ReadonlyMap<string, { readonly value: string }>,
): string {
  let name = wanted;
  for (let number = 2; (taken.get(name)?.value ?? value) !== value; number += 1) {
    name = `${wanted}_${number}`;
  }
  return name;
}

export class Inputs {
  readonly passed = new Map<string, Input>();
  readonly blockers = new Set<string>();
  readonly #view: DocView;
  readonly #all: ReadonlySet<string>;
  readonly #roleOf: RoleOf;

  /** `all`: every task that goes along. */
  constructor(view: DocView, all: ReadonlySet<string>, roleOf: RoleOf) {
    this.#view = view;
    this.#all = all;
    this.#roleOf = roleOf;
  }

  /** The task as it stands inside of the new workflow. */
  rewrite(id: string): JsonObject {
    const task = this.#view.entry('tasks', id) ?? {};
    return mapTexts(task, this.#roleOf, (text, spot) =>
      rewriteReferences(text, spot.isCondition, (reference) =>
        this.#readInside(reference, id, spot),
      ),
    );
  }

  #readInside({ root, path }: Reference, reader: string, { isInner }: Spot) {
    const [first, second] = path.map(String);
    if (root === 'tasks') return this.#readTask(reader, first, second);
    if (root === 'inputs') return this.#readInput(first);
    if (root === 'execution') {
      if (first === undefined) return undefined;
      const value = pathInWords('execution', first);
      return { keys: 1, by: this.#input(`execution_${first}`, value, 'the execution around it') };
    }
    if (this.#isAround(reader, isInner, ROUNDS[root] ?? '')) return undefined;
    return { keys: 0, by: this.#input(root, root, `${root} of the ${ROUNDS[root]} around it`) };
  }

  #readTask(reader: string, id: string | undefined, field: string | undefined) {
    if (id !== undefined && this.#all.has(id)) return undefined;
    const who = called(this.#view, reader);
    if (id === undefined || field === undefined || !this.#view.has('tasks', id)) {
      this.blockers.add(`${who} reads a task that cannot be told; see its problems.`);
      return undefined;
    }
    const name = field === 'output' ? id : `${id}_${field}`;
    const about = `${field === 'output' ? 'what' : field.replaceAll('_', ' ')} ${field === 'output' ? `${called(this.#view, id)} gives` : `of ${called(this.#view, id)}`}`;
    return { keys: 2, by: this.#input(name, pathInWords('tasks', id, field), about) };
  }

  /** Inputs keep their names, so expressions on them stay; those that may be missing come as null. */
  #readInput(key: string | undefined) {
    if (key === undefined) {
      return { keys: 0, by: this.#input('all_inputs', 'inputs', 'all inputs of the workflow') };
    }
    const { inputs } = this.#view.workflow();
    const properties = isObject(inputs) && isObject(inputs.properties) ? inputs.properties : {};
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const isNeeded =
      isObject(inputs) && Array.isArray(inputs.required) && inputs.required.includes(key);
    const isThere = isNeeded || (isObject(known) && Object.hasOwn(known, 'default'));
    const path = pathInWords('inputs', key);
    const value = isThere ? path : `${path} | default(null)`;
    const by = this.#input(
      key,
      value,
      'the input of the same name',
      isThere && isObject(known) ? known : {},
    );
    return { keys: 1, by };
  }

  /** The name that a value has inside, made when it is first read. */
  #input(wanted: string, value: string, about: string, schema: JsonObject = {}): string {
    const name = freeName(wanted, value, this.passed);
    this.passed.set(name, { name, value, from: value, about, schema });
    return pathInWords('inputs', name);
  }

  /** Whether the container of this kind that a name belongs to goes along. */
  #isAround(reader: string, isInner: boolean, kind: string): boolean {
    let at = isInner ? reader : parentOf(this.#view.entry('tasks', reader));
    const seen = new Set<string>(); // a merge may close a circle of containers
    while (at !== undefined && this.#all.has(at) && !seen.has(at)) {
      seen.add(at);
      const task = this.#view.entry('tasks', at);
      if (task?.kind === kind) return true;
      at = parentOf(task);
    }
    return false;
  }
}
