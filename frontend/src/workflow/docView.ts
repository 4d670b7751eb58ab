/**
 * What a shared document holds, for whoever shows it: each entry is read once and keeps its
 * identity until it changes, and listeners hear of the smallest thing that changed.
 */
import type * as Y from 'yjs';
import type { Edge } from './edges.ts';
import { compareTexts, isObject, type JsonObject } from './json.ts';
import { type EntryRoot, gather } from './layout.ts';
import { edgesIn, readEntry } from './projection.ts';
import { rootOf } from './roots.ts';
import { hasPlace, placesOfUnplaced } from './unplaced.ts';

/**
 * `tasks` tells of tasks that come and go, `tasks/<id>` of what one of them holds, and `tasks/*` of
 * either.
 */
export type Topic = EntryRoot | 'edges' | 'workflow' | `${EntryRoot}/${string}`;

type Events = Parameters<Parameters<Y.Map<unknown>['observeDeep']>[0]>[0];

type Places = ReturnType<typeof placesOfUnplaced>;

/** Of a task: what its place depends on. */
const PLACING_KEYS = ['position', 'parent', 'kind', 'cases'] as const;
const ENTRY_ROOTS = ['tasks', 'notes', 'groups'] as const;

export class DocView {
  readonly #entries = new Map<Topic, JsonObject | undefined>();
  readonly #ids = new Map<EntryRoot, readonly string[]>();
  readonly #listeners = new Map<Topic, Set<() => void>>();
  readonly #unobserve: (() => void)[] = [];
  #edges: { standing: readonly Edge[]; dangling: readonly Edge[] } | undefined;
  #workflow: JsonObject | undefined;
  /** Where tasks without a place lie; undefined: nobody has asked for such a task. */
  #unplaced: Places | undefined;

  readonly doc: Y.Doc;

  constructor(doc: Y.Doc) {
    this.doc = doc;
    for (const root of ENTRY_ROOTS) {
      this.#observe(root, (events) => this.#forgetEntries(root, events));
    }
    this.#observe('edges', () => this.#forgetEdges());
    this.#observe('workflow', () => {
      this.#workflow = undefined;
      this.#tell('workflow');
    });
  }

  destroy(): void {
    for (const each of this.#unobserve) each();
  }

  /** Ids in one order everywhere. */
  ids(root: EntryRoot): readonly string[] {
    let ids = this.#ids.get(root);
    if (ids === undefined) {
      ids = [...rootOf(this.doc, root).keys()].sort(compareTexts);
      this.#ids.set(root, ids);
    }
    return ids;
  }

  has(root: EntryRoot, id: string): boolean {
    return rootOf(this.doc, root).has(id);
  }

  /**
   * As it stands in the document, without `depends_on`; undefined: it was deleted. A task that has
   * no place is given one here, and only here.
   */
  entry(root: EntryRoot, id: string): JsonObject | undefined {
    const topic: Topic = `${root}/${id}`;
    if (!this.#entries.has(topic)) {
      const entry = this.#read(root, id);
      const isUnplaced = root === 'tasks' && entry !== undefined && !hasPlace(entry);
      this.#entries.set(topic, isUnplaced ? this.#placed(id, entry) : entry);
    }
    return this.#entries.get(topic);
  }

  /** Those whose tasks are both there. */
  edges(): readonly Edge[] {
    return this.#readEdges().standing;
  }

  /** Those that a merge left without one of their tasks. */
  danglingEdges(): readonly Edge[] {
    return this.#readEdges().dangling;
  }

  /** Every key of the workflow but its tasks, notes and groups. */
  workflow(): JsonObject {
    this.#workflow ??= readWorkflow(this.doc);
    return this.#workflow;
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(topic);
    };
  }

  #read(root: EntryRoot, id: string): JsonObject | undefined {
    const entry = rootOf(this.doc, root).get(id);
    const value = entry === undefined ? undefined : readEntry(root, entry);
    return isObject(value) ? value : undefined;
  }

  #placed(id: string, task: JsonObject): JsonObject {
    this.#unplaced ??= this.#placesOfUnplaced();
    const [x, y] = this.#unplaced.get(id) ?? [0, 0];
    return { ...task, position: [x, y] };
  }

  #placesOfUnplaced(): Places {
    const read = (id: string) => [id, this.#read('tasks', id) ?? {}] as const;
    return placesOfUnplaced(new Map(this.ids('tasks').map(read)), this.edges());
  }

  /** What was shown where nobody has placed it may lie elsewhere now. */
  #placeAnew() {
    const before = this.#unplaced;
    if (before === undefined) return;
    const now = this.#placesOfUnplaced();
    this.#unplaced = now.size > 0 ? now : undefined;
    for (const [id, place] of now) {
      if (before.get(id)?.join() === place.join()) continue;
      this.#entries.delete(`tasks/${id}`);
      this.#tell(`tasks/${id}`);
    }
  }

  #readEdges() {
    if (this.#edges === undefined) {
      const tasks = rootOf(this.doc, 'tasks');
      const stands = ({ source, target }: Edge) => tasks.has(source) && tasks.has(target);
      const all = edgesIn(this.doc);
      this.#edges = { standing: all.filter(stands), dangling: all.filter((each) => !stands(each)) };
    }
    return this.#edges;
  }

  #observe(root: EntryRoot | 'edges' | 'workflow', heard: (events: Events) => void) {
    const map = rootOf(this.doc, root);
    map.observeDeep(heard);
    this.#unobserve.push(() => map.unobserveDeep(heard));
  }

  #forgetEntries(root: EntryRoot, events: Events) {
    const changed = new Set<string>();
    let isListChanged = false;
    for (const event of events) {
      const [id] = event.path;
      if (id === undefined) {
        isListChanged = true;
        for (const key of event.keys.keys()) changed.add(key);
      } else changed.add(String(id));
    }
    for (const id of changed) this.#entries.delete(`${root}/${id}`);
    if (isListChanged) this.#ids.delete(root);
    if (isListChanged && root === 'tasks') this.#forgetEdges();
    else if (root === 'tasks' && events.some(isOfPlaces)) this.#placeAnew();
    for (const id of changed) this.#tell(`${root}/${id}`);
    if (isListChanged) this.#tell(root);
    this.#tell(`${root}/*`);
  }

  #forgetEdges() {
    this.#edges = undefined;
    this.#placeAnew();
    this.#tell('edges');
  }

  #tell(topic: Topic) {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener();
  }
}

function isOfPlaces(event: Events[number]): boolean {
  return PLACING_KEYS.some((key) => event.keys.has(key));
}

function readWorkflow(doc: Y.Doc): JsonObject {
  const value = readEntry('workflow', rootOf(doc, 'workflow'));
  return isObject(value) ? value : gather('workflow', new Map());
}
