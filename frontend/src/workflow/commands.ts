/**
 * What people do to a workflow, each as one transaction.
 *
 * Every command names who does it by its origin, so that undo takes back one's own edits only. A
 * command on what somebody has deleted meanwhile does nothing.
 */
import * as Y from 'yjs';
import { type Edge, edgeId } from './edges.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import {
  type EntryRoot,
  isFlattened,
  isTextKey,
  type KeyedRoot,
  layOut,
  type Names,
  readKey,
  textsOfKind,
  writeKey,
} from './layout.ts';
import { entryOf, rootOf, type SharedEntry } from './roots.ts';
import { replaceText } from './texts.ts';
import { addEdge, removeEdgesOf, setEntry } from './writing.ts';

/** The origin of one's own edits; an undo manager tracks it. */
export const LOCAL_EDIT = Symbol('local edit');

/** A place on the canvas, in its units before zoom. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a value stands: an entry, or without an id the workflow itself. */
export type Place =
  | { readonly root: EntryRoot; readonly id: string }
  | { readonly root: 'workflow'; readonly id?: undefined };

/** Puts a task in, as it stands in the workflow document, without `depends_on`. */
export function addTask(doc: Y.Doc, id: string, task: JsonObject, origin: unknown = LOCAL_EDIT) {
  doc.transact(() => {
    if (rootOf(doc, 'tasks').has(id)) return;
    removeEdgesOf(doc, id); // merging may have left some behind: they would come to life with it
    setEntry(doc, 'tasks', id, task);
  }, origin);
}

/** Takes a task out, with the edges at it; undoing this brings both back. */
export function removeTask(doc: Y.Doc, id: string, origin: unknown = LOCAL_EDIT) {
  doc.transact(() => {
    removeEdgesOf(doc, id);
    rootOf(doc, 'tasks').delete(id);
  }, origin);
}

/** Lets `target` wait for `source`. */
export function connect(doc: Y.Doc, edge: Edge, origin: unknown = LOCAL_EDIT) {
  doc.transact(() => {
    const tasks = rootOf(doc, 'tasks');
    if (tasks.has(edge.source) && tasks.has(edge.target)) addEdge(doc, edge);
  }, origin);
}

/** Also removes an edge that dangles. */
export function disconnect(doc: Y.Doc, edge: Edge, origin: unknown = LOCAL_EDIT) {
  doc.transact(() => rootOf(doc, 'edges').delete(edgeId(edge)), origin);
}

/** Moves one end of an edge, or its outcome: the old one goes and the new one comes. */
export function reconnect(doc: Y.Doc, from: Edge, to: Edge, origin: unknown = LOCAL_EDIT) {
  doc.transact(() => {
    disconnect(doc, from, origin);
    connect(doc, to, origin);
  }, origin);
}

/** An id never changes; a name does. Names are never empty. */
export function rename(doc: Y.Doc, place: Place, name: string, origin: unknown = LOCAL_EDIT) {
  if (name) setField(doc, place, ['name'], name, origin);
}

/**
 * Sets one field, by its name in the document or by those of a flattened object and of the value
 * in it; undefined removes it. Texts change only where they differ.
 */
export function setField(
  doc: Y.Doc,
  place: Place,
  names: Names,
  value: Json | undefined,
  origin: unknown = LOCAL_EDIT,
) {
  doc.transact(() => {
    const entry = entryOf(doc, place.root, place.id);
    if (entry === undefined) return;
    if (names.length === 1 && isFlattened(place.root, names[0])) {
      setFlattened(entry, place.root, names[0], value);
      return;
    }
    const key = writeKey(place.root, ...names);
    setValue(entry, place.root, key, value);
    if (names.length > 1) entry.delete(writeKey(place.root, names[0])); // overshadowed since a merge
    if (place.root === 'tasks' && key === 'kind') giveTexts(entry, value);
  }, origin);
}

function setValue(entry: SharedEntry, root: KeyedRoot, key: string, value: Json | undefined) {
  if (isTextKey(root, key)) setText(entry, key, value);
  else if (value === undefined) entry.delete(key);
  else entry.set(key, value);
}

/** Replaces a flattened object as a whole: each of its values stands beside the others. */
function setFlattened(entry: SharedEntry, root: KeyedRoot, name: string, value: Json | undefined) {
  const wanted = isObject(value) ? layOut(root, { [name]: value }) : new Map<string, Json>();
  for (const key of [...entry.keys()]) {
    const [owner, inner] = readKey(root, key) ?? [];
    if (owner === name && inner !== undefined && !wanted.has(key)) {
      setValue(entry, root, key, undefined);
    }
  }
  for (const [key, each] of wanted) setValue(entry, root, key, each);
  const plain = writeKey(root, name);
  if (value === undefined || isObject(value)) entry.delete(plain);
  else entry.set(plain, value);
}

function setText(entry: SharedEntry, key: string, value: Json | undefined) {
  const text = entry.get(key);
  const wanted = typeof value === 'string' ? value : '';
  if (text instanceof Y.Text) replaceText(text, wanted);
  else entry.set(key, new Y.Text(wanted));
}

function giveTexts(task: SharedEntry, kind: unknown) {
  for (const key of textsOfKind(kind)) {
    if (!(task.get(key) instanceof Y.Text)) task.set(key, new Y.Text());
  }
}

/** The shared text that an editor binds to; undefined: it or its entry is not there. */
export function textOf(doc: Y.Doc, place: Place, names: Names): Y.Text | undefined {
  const text = entryOf(doc, place.root, place.id)?.get(writeKey(place.root, ...names));
  return text instanceof Y.Text ? text : undefined;
}

/** Drops tasks where they were dragged: one value each, written once. See the page on growth. */
export function moveTasks(
  doc: Y.Doc,
  places: ReadonlyMap<string, Point>,
  origin: unknown = LOCAL_EDIT,
) {
  doc.transact(() => {
    for (const [id, to] of places) place(entryOf(doc, 'tasks', id), to);
  }, origin);
}

export function moveTask(doc: Y.Doc, id: string, to: Point, origin: unknown = LOCAL_EDIT) {
  moveTasks(doc, new Map([[id, to]]), origin);
}

function place(entry: SharedEntry | undefined, to: Point) {
  entry?.set('pos', [to.x, to.y]);
}

export function addNote(
  doc: Y.Doc,
  id: string,
  at: Point,
  text = '',
  origin: unknown = LOCAL_EDIT,
) {
  doc.transact(() => {
    setEntry(doc, 'notes', id, { text, position: [at.x, at.y] });
  }, origin);
}

export function moveNote(doc: Y.Doc, id: string, to: Point, origin: unknown = LOCAL_EDIT) {
  doc.transact(() => place(entryOf(doc, 'notes', id), to), origin);
}

/** Takes out a note, or a group around nothing. */
export function removeEntry(
  doc: Y.Doc,
  root: 'notes' | 'groups',
  id: string,
  origin: unknown = LOCAL_EDIT,
) {
  doc.transact(() => rootOf(doc, root).delete(id), origin);
}
