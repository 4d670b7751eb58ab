/**
 * Tasks as plain JSON text: what is copied can be pasted here, into another workflow, or into a
 * message to somebody.
 */
import type * as Y from 'yjs';
import { type Carried, inputsReadBy, readCarried, takeCarried } from './carrying.ts';
import { LOCAL_EDIT, type Point } from './commands.ts';
import type { DocView } from './docView.ts';
import { type Edge, waitsFor } from './edges.ts';
import { whyNotFits } from './fitting.ts';
import { nameOf, parentOf, withInside } from './graph.ts';
import { membersOf, newGroupId } from './groups.ts';
import { newTaskId } from './ids.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { freeShift, placeOf } from './placing.ts';
import { rootOf } from './roots.ts';
import { placesOfUnplaced } from './unplaced.ts';
import { addEdge, edgesOf, setEntry } from './writing.ts';

const SCHEMA = 1;
const MOST_TASKS = 1_000;
const ROOM: Point = { x: 24, y: 24 };

export interface Clip {
  readonly tasks: Readonly<Record<string, JsonObject>>;
  /** Those that were copied with all that stands in them. */
  readonly groups: Readonly<Record<string, JsonObject>>;
  readonly carried: Carried;
}

/** The text of these tasks, with what stands in them; edges from outside are named, too. */
export function copyTasks(view: DocView, ids: Iterable<string>): string {
  const chosen = withInside(ids, view.ids('tasks'), (id) => view.entry('tasks', id));
  const edges = Map.groupBy(view.edges(), (edge) => edge.target);
  const tasks = [...chosen].sort().map((id): [string, JsonObject] => {
    const sources = (edges.get(id) ?? []).map(waitsFor);
    const task = view.entry('tasks', id) ?? {};
    return [id, sources.length > 0 ? { ...task, depends_on: sources } : task];
  });
  const groups = wholeGroups(view, chosen);
  const inputs = inputsReadBy(tasks, view.workflow().inputs);
  const clip = { schema: SCHEMA, ...(inputs && { inputs }), tasks: Object.fromEntries(tasks) };
  return JSON.stringify(
    groups.length > 0 ? { ...clip, groups: Object.fromEntries(groups) } : clip,
    null,
    2,
  );
}

/** The groups all of whose tasks are among these. */
function wholeGroups(view: DocView, chosen: ReadonlySet<string>): [string, JsonObject][] {
  return [...membersOf(view)].flatMap(([id, members]): [string, JsonObject][] => {
    const isWhole = members.length > 0 && members.every((each) => chosen.has(each));
    return isWhole ? [[id, view.entry('groups', id) ?? {}]] : [];
  });
}

/** What a text holds; a whole workflow document will do. Undefined: no tasks. */
export function readClip(text: string): Clip | undefined {
  const value = parse(text);
  if (!isObject(value) || !isObject(value.tasks)) return undefined;
  const tasks = Object.entries(value.tasks).filter(isTask);
  if (tasks.length === 0 || tasks.length > MOST_TASKS) return undefined;
  if (tasks.some(([, task]) => whyNotFits(task) !== undefined)) return undefined;
  const groups = Object.entries(isObject(value.groups) ? value.groups : {})
    .filter((entry): entry is [string, JsonObject] => isObject(entry[1]))
    .filter(([, group]) => whyNotFits(group) === undefined);
  return {
    tasks: withPlaces(Object.fromEntries(tasks)),
    groups: Object.fromEntries(groups),
    carried: readCarried(value),
  };
}

/** Tasks written by hand have none. */
function withPlaces(tasks: Clip['tasks']): Clip['tasks'] {
  const places = placesOfUnplaced(new Map(Object.entries(tasks)), [...edgesOf(tasks)]);
  const placed = Object.entries(tasks).map(([id, task]): [string, JsonObject] => {
    const place = places.get(id);
    return [id, place === undefined ? task : { ...task, position: [...place] }];
  });
  return Object.fromEntries(placed);
}

/**
 * Put the tasks in with new ids, in one transaction; references among them follow.
 *
 * @param keepsIncoming edges from tasks that are not pasted stay where these exist.
 * @returns the new ids.
 */
export function pasteTasks(
  view: DocView,
  clip: Clip,
  at: Point | 'beside',
  keepsIncoming = false,
): readonly string[] {
  const ids = newIds(view, clip);
  const groups = newGroups(clip);
  const isBeside = at === 'beside';
  const moving: Moving = {
    ids,
    names: newNames(view, clip),
    groups,
    shift: shiftOf(view, clip, at),
    staysIn: (root, id) => isBeside && view.has(root, id),
  };
  view.doc.transact(() => {
    for (const [old, id] of groups) {
      setEntry(view.doc, 'groups', id, movedGroup(clip.groups[old] ?? {}, moving.shift));
    }
    for (const [old, task] of Object.entries(clip.tasks)) {
      setEntry(view.doc, 'tasks', ids.get(old) as string, moved(old, task, moving));
    }
    for (const edge of edgesOf(clip.tasks)) addPasted(view.doc, edge, ids, keepsIncoming);
    takeCarried(view, clip.carried, (value) => follow(value, ids));
  }, LOCAL_EDIT);
  return [...ids.values()];
}

function addPasted(doc: Y.Doc, edge: Edge, ids: ReadonlyMap<string, string>, incoming: boolean) {
  const target = ids.get(edge.target);
  const source = ids.get(edge.source) ?? (incoming ? edge.source : undefined);
  if (target === undefined || source === undefined) return;
  if (rootOf(doc, 'tasks').has(source)) addEdge(doc, { ...edge, source, target });
}

function isTask(entry: [string, Json]): entry is [string, JsonObject] {
  return isObject(entry[1]) && typeof entry[1].kind === 'string';
}

function newIds(view: DocView, clip: Clip): ReadonlyMap<string, string> {
  const taken = new Set(view.ids('tasks'));
  return new Map(
    Object.entries(clip.tasks).map(([old, task]) => {
      const id = newTaskId(nameOf(old, task), (each) => taken.has(each));
      taken.add(id);
      return [old, id];
    }),
  );
}

interface Moving {
  readonly ids: ReadonlyMap<string, string>;
  readonly names: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
  readonly shift: Point;
  /** Whether a copy stays in the container or group of its original. */
  readonly staysIn: (root: 'tasks' | 'groups', id: string) => boolean;
}

function moved(
  id: string,
  task: JsonObject,
  { ids, names, groups, shift, staysIn }: Moving,
): JsonObject {
  const newName = names.get(id);
  const { position, parent, name, group, ...rest } = follow(task, ids) as JsonObject;
  const [x, y] = placeOf(position);
  const inside = parentOf(task);
  const carrier = inside === undefined ? undefined : ids.get(inside);
  const newParent =
    carrier ?? (inside !== undefined && staysIn('tasks', inside) ? inside : undefined);
  const old = typeof group === 'string' ? group : undefined;
  const newGroup =
    old === undefined ? undefined : (groups.get(old) ?? (staysIn('groups', old) ? old : undefined));
  return {
    ...rest,
    ...(newName === undefined ? {} : { name: newName }),
    ...(newParent === undefined ? {} : { parent: newParent }),
    ...(newGroup === undefined || newParent !== undefined ? {} : { group: newGroup }),
    position: carrier === undefined ? [x + shift.x, y + shift.y] : [x, y],
  };
}

/** New ids for the groups that tasks of the clip stand in. */
function newGroups({ tasks, groups }: Clip): ReadonlyMap<string, string> {
  const used = new Set(Object.values(tasks).map(({ group }) => group));
  return new Map(
    Object.keys(groups)
      .filter((id) => used.has(id))
      .map((id) => [id, newGroupId()]),
  );
}

function movedGroup(group: JsonObject, shift: Point): JsonObject {
  const [x, y] = placeOf(group.position);
  return { ...group, position: [x + shift.x, y + shift.y] };
}

/** Names are unique in a workflow, and among what is pasted: a copy is numbered. */
function newNames(view: DocView, { tasks }: Clip): ReadonlyMap<string, string> {
  const taken = new Set(view.ids('tasks').map((id) => nameOf(id, view.entry('tasks', id))));
  const names = new Map<string, string>();
  const tried = new Map<string, number>();
  for (const [old, { name: given }] of Object.entries(tasks)) {
    // The new id ends in letters that nobody chose: what has no name goes on by its old id.
    const name = typeof given === 'string' ? given : old;
    const stem = name.replace(/ \d+$/, '');
    let free = name;
    let number = tried.get(stem) ?? 2;
    for (; taken.has(free); number += 1) free = `${stem} ${number}`;
    tried.set(stem, number);
    taken.add(free);
    names.set(old, free);
  }
  return names;
}

/** Expressions name tasks by id: those that were copied too get their new one. */
function follow(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return followText(value, ids);
  if (Array.isArray(value)) return value.map((each) => follow(each, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, follow(each, ids)]));
}

function followText(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(/\btasks\.([a-z][a-z0-9_]*)/g, (whole, id: string) => {
    const now = ids.get(id);
    return now === undefined ? whole : `tasks.${now}`;
  });
}

/** To where it was asked for, and on until no card lies on another. */
function shiftOf(view: DocView, clip: Clip, at: Point | 'beside'): Point {
  const outer = Object.values(clip.tasks).filter((task) => {
    const parent = parentOf(task);
    return parent === undefined || !Object.hasOwn(clip.tasks, parent);
  });
  const places = outer.map((task) => pointOf(task));
  const left = Math.min(...places.map(({ x }) => x));
  const top = Math.min(...places.map(({ y }) => y));
  const asked = at === 'beside' ? ROOM : { x: Math.round(at.x - left), y: Math.round(at.y - top) };
  const stays = new Set(at === 'beside' ? outer.map(parentOf) : [undefined]);
  const taken = view
    .ids('tasks')
    .map((id) => view.entry('tasks', id))
    .filter((task) => stays.has(parentOf(task)))
    .map(pointOf);
  const wanted = places.map(({ x, y }) => ({ x: x + asked.x, y: y + asked.y }));
  const on = freeShift(wanted, taken);
  return { x: asked.x + on.x, y: asked.y + on.y };
}

function pointOf(task: JsonObject | undefined): Point {
  const [x, y] = placeOf(task?.position);
  return { x, y };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
