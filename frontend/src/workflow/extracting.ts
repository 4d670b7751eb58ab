/**
 * A part of a workflow as a workflow of its own, and the one task that runs it in its place.
 *
 * Pure: everything is worked out before anything is made. What the part reads from outside becomes
 * its inputs, what is read of it becomes its outputs, and the expressions on both sides follow.
 */
import { type Crossing, called, crossingOf } from './crossing.ts';
import type { DocView } from './docView.ts';
import type { Edge } from './edges.ts';
import { mapTemplates, mapTexts, type RoleOf, type Spot } from './evaluated.ts';
import { nameOf, parentOf, withInside } from './graph.ts';
import { emptiedBy } from './groups.ts';
import { newTaskId } from './ids.ts';
import { freeName, Inputs, type Passed } from './inputsOf.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { placeOf } from './placing.ts';
import { pathInWords, rewriteReferences } from './references.ts';

export interface Extraction {
  readonly blockers: readonly string[];
  readonly notes: readonly string[];
  readonly inputs: readonly Passed[];
  readonly outputs: readonly Passed[];
  /** The new workflow. */
  readonly document: JsonObject;
  readonly call: Call;
}

/** What takes the place of the tasks. */
export interface Call {
  readonly id: string;
  /** Without the slug of the workflow that it runs: nobody knows that before it is made. */
  readonly task: JsonObject;
  readonly removed: readonly string[];
  /** Frames around nothing but them. */
  readonly groups: readonly string[];
  readonly edges: readonly Edge[];
  /** The tasks that read otherwise now, and the outputs of the workflow. */
  readonly tasks: ReadonlyMap<string, JsonObject>;
  readonly outputs: Json | undefined;
}

const SCHEMA = 1;
export function planExtraction(
  view: DocView,
  chosen: Iterable<string>,
  name: string,
  roleOf: RoleOf,
): Extraction {
  return new Plan(view, chosen, roleOf).extraction(name);
}

class Plan {
  readonly #view: DocView;
  readonly #roleOf: RoleOf;
  readonly #all: ReadonlySet<string>;
  readonly #outer: readonly string[];
  readonly #parent: string | undefined;
  readonly #crossing: Crossing;
  readonly #callId: string;
  readonly #inputs: Inputs;
  readonly #outputs = new Map<string, Passed & { readonly value: string }>();
  readonly #blockers = new Set<string>();
  /** Those all of which goes along. */
  readonly #groups: readonly string[];

  constructor(view: DocView, chosen: Iterable<string>, roleOf: RoleOf) {
    this.#view = view;
    this.#roleOf = roleOf;
    const task = (id: string) => view.entry('tasks', id);
    const there = [...chosen].filter((id) => view.has('tasks', id));
    this.#all = new Set([...withInside(there, view.ids('tasks'), task)].sort());
    this.#outer = [...this.#all].filter((id) => !this.#all.has(parentOf(task(id)) ?? ''));
    const parents = new Set(this.#outer.map((id) => parentOf(task(id))));
    this.#parent = [...parents][0];
    if (this.#outer.length === 0) this.#blockers.add('Select the tasks to extract first.');
    if (parents.size > 1) this.#blockers.add('They stand in different containers.');
    this.#inputs = new Inputs(view, this.#all, roleOf);
    this.#groups = emptiedBy(view, this.#all);
    this.#crossing = crossingOf(view, new Set(this.#outer), this.#all);
    this.#callId = newTaskId('part', (id) => view.has('tasks', id));
  }

  extraction(name: string): Extraction {
    const insides = new Map([...this.#all].map((id) => [id, this.#inputs.rewrite(id)]));
    const outsides = this.#rewriteOutside();
    const outputs = this.#view.workflow().outputs;
    const newOutputs =
      outputs === undefined
        ? undefined
        : mapTemplates(outputs, false, (text, spot) => this.#fromOutside(text, spot, undefined));
    if (this.#outputs.size === 0)
      for (const id of this.#lastOf(this.#outer)) this.#output(id, 'output');
    return {
      blockers: [...this.#blockers, ...this.#inputs.blockers, ...this.#crossing.blockers],
      notes: this.#crossing.notes,
      inputs: [...this.#inputs.passed.values()],
      outputs: [...this.#outputs.values()],
      document: this.#document(name, insides),
      call: {
        id: this.#callId,
        task: this.#task(name),
        removed: [...this.#all],
        groups: this.#groups,
        edges: this.#edges(),
        tasks: outsides,
        outputs: newOutputs,
      },
    };
  }

  // --- what is read of it

  #rewriteOutside(): ReadonlyMap<string, JsonObject> {
    const changed = new Map<string, JsonObject>();
    for (const id of this.#view.ids('tasks')) {
      if (this.#all.has(id)) continue;
      const task = this.#view.entry('tasks', id) ?? {};
      const now = mapTexts(this.#withResult(id, task), this.#roleOf, (text, spot) =>
        this.#fromOutside(text, spot, id),
      );
      if (JSON.stringify(now) !== JSON.stringify(task)) changed.set(id, now);
    }
    return changed;
  }

  #fromOutside(text: string, { isCondition }: Spot, reader: string | undefined): string {
    return rewriteReferences(text, isCondition, ({ root, path }) => {
      const [id, field] = path.map(String);
      if (root !== 'tasks' || id === undefined || !this.#all.has(id)) return undefined;
      if (field === undefined || !this.#outer.includes(id)) {
        const who = reader === undefined ? 'The outputs' : called(this.#view, reader);
        this.#blockers.add(`${who} read what cannot be told of ${called(this.#view, id)}.`);
        return undefined;
      }
      return { keys: 2, by: this.#output(id, field) };
    });
  }

  #output(id: string, field: string): string {
    const value = pathInWords('tasks', id, field);
    const name = freeName(field === 'output' ? id : `${id}_${field}`, value, this.#outputs);
    const about = field === 'output' ? '' : `${field.replaceAll('_', ' ')} of `;
    this.#outputs.set(name, {
      name,
      value,
      from: value,
      about: `${about}${called(this.#view, id)}`,
    });
    return pathInWords('tasks', this.#callId, 'output', name);
  }

  /** A container that gives what its last task gives says so, if that task goes along. */
  #withResult(id: string, task: JsonObject): JsonObject {
    if (id !== this.#parent || task.result !== undefined) return task;
    const siblings = this.#view
      .ids('tasks')
      .filter((each) => parentOf(this.#view.entry('tasks', each)) === id);
    const lasts = this.#lastOf(siblings);
    if (!lasts.some((each) => this.#all.has(each))) return task;
    const read = (each: string) => `{{ ${pathInWords('tasks', each, 'output')} }}`;
    const [only = '', ...more] = lasts;
    if (more.length === 0) return { ...task, result: read(only) };
    return { ...task, result: Object.fromEntries(lasts.map((each) => [each, read(each)])) };
  }

  /** Those that no other of them waits for. */
  #lastOf(ids: readonly string[]): readonly string[] {
    const among = new Set(ids);
    const before = new Set(
      this.#view.edges().flatMap(({ source, target }) => (among.has(target) ? [source] : [])),
    );
    return ids.filter((id) => !before.has(id));
  }

  // --- both sides

  #document(name: string, insides: ReadonlyMap<string, JsonObject>): JsonObject {
    const properties = [...this.#inputs.passed.values()].map(({ name: key, schema, about }) => [
      key,
      { description: about, ...schema },
    ]);
    const { settings } = this.#view.workflow();
    const onFailure = isObject(settings) ? settings.on_failure : undefined;
    const groups = this.#groups.map((id) => [id, this.#view.entry('groups', id) ?? {}]);
    return {
      schema: SCHEMA,
      name,
      ...(properties.length > 0
        ? {
            inputs: {
              type: 'object',
              properties: Object.fromEntries(properties) as JsonObject,
              required: [...this.#inputs.passed.keys()].sort(),
            },
          }
        : {}),
      ...(onFailure === undefined ? {} : { settings: { on_failure: onFailure } }),
      tasks: this.#tasks(insides),
      outputs: Object.fromEntries(
        [...this.#outputs.values()].map(({ name: key, value }) => [key, `{{ ${value} }}`]),
      ),
      ...(groups.length > 0 ? { groups: Object.fromEntries(groups) as JsonObject } : {}),
    };
  }

  #tasks(insides: ReadonlyMap<string, JsonObject>): JsonObject {
    const groups = new Set(this.#groups);
    const corner = this.#corner();
    const sources = Map.groupBy(this.#crossing.inside, ({ target }) => target);
    const isNamed = this.#crossing.join !== 'all';
    const entries = new Set(this.#outer.filter((id) => !sources.has(id)));
    return Object.fromEntries(
      [...insides].map(([id, { parent, group, join, position, ...task }]) => {
        const [x, y] = placeOf(position);
        const isOuter = this.#outer.includes(id);
        const staysJoined = join !== undefined && !(isNamed && entries.has(id));
        const waits = (sources.get(id) ?? []).map(({ source, outcome }) =>
          outcome === undefined ? source : `${source}.${outcome}`,
        );
        return [
          id,
          {
            ...task,
            ...(parent !== undefined && !isOuter ? { parent } : {}),
            ...(groups.has(String(group)) ? { group: String(group) } : {}),
            ...(staysJoined ? { join } : {}),
            ...(waits.length > 0 ? { depends_on: waits } : {}),
            position: isOuter ? [x - corner.x, y - corner.y] : [x, y],
          } as JsonObject,
        ];
      }),
    );
  }

  #task(name: string): JsonObject {
    const corner = this.#corner();
    const groups = new Set(this.#outer.map((id) => this.#view.entry('tasks', id)?.group));
    const [group] = groups.size === 1 ? groups : [];
    const inputs = [...this.#inputs.passed.values()].map(({ name: key, value }) => [
      key,
      `{{ ${value} }}`,
    ]);
    return {
      kind: 'workflow',
      name: this.#freeName(name),
      ...(inputs.length > 0 ? { inputs: Object.fromEntries(inputs) as JsonObject } : {}),
      ...(this.#parent === undefined ? {} : { parent: this.#parent }),
      ...(typeof group === 'string' && !this.#groups.includes(group) ? { group } : {}),
      ...(this.#crossing.join === 'all' ? {} : { join: this.#crossing.join }),
      position: [corner.x, corner.y],
    };
  }

  #edges(): readonly Edge[] {
    const { sources, targets } = this.#crossing;
    return [
      ...sources.map((from) => ({ ...from, target: this.#callId })),
      ...targets.map((target) => ({ source: this.#callId, target })),
    ];
  }

  /** The names of tasks are unique. */
  #freeName(name: string): string {
    const others = this.#view.ids('tasks').filter((id) => !this.#all.has(id));
    const taken = new Set(others.map((id) => nameOf(id, this.#view.entry('tasks', id))));
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name} ${number}`;
    return free;
  }

  #corner(): { readonly x: number; readonly y: number } {
    const places = this.#outer.map((id) => placeOf(this.#view.entry('tasks', id)?.position));
    if (places.length === 0) return { x: 0, y: 0 };
    return { x: Math.min(...places.map(([x]) => x)), y: Math.min(...places.map(([, y]) => y)) };
  }
}
