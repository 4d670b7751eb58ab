/**
 * Where each part of a workflow document stands in the shared one: docs/shared-document.md.
 * The server reads the same names from the same file.
 */
import layout from '../../../collaboration/sync/layout.json' with { type: 'json' };
import { compareTexts, isObject, type Json, type JsonObject } from './json.ts';

export const SCHEMA: number = layout.schema;
export const ID = new RegExp(layout.id_pattern);

export type EntryRoot = 'tasks' | 'notes' | 'groups';
export type KeyedRoot = EntryRoot | 'workflow';
export type Root = KeyedRoot | 'meta' | 'edges';
export const ROOTS = layout.roots as readonly Root[];

/** Keys by their names in the document, the flattened object's first. */
export type Names = readonly [string] | readonly [string, string];

interface Keys {
  readonly renamed: ReadonlyMap<string, string>;
  readonly flattened: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  readonly leftOut: ReadonlySet<string>;
}

const KEYS: Readonly<Record<KeyedRoot, Keys>> = {
  workflow: keysOf(layout.entries.workflow),
  tasks: keysOf(layout.entries.tasks),
  notes: keysOf(layout.entries.notes),
  groups: keysOf(layout.entries.groups),
};
const TEXTS_OF_KINDS = new Map<string, readonly string[]>(Object.entries(layout.texts_of_kinds));
const ITSELF = '~2';

function keysOf(entry: {
  renamed: object;
  flattened: string[];
  texts: string[];
  left_out: string[];
}): Keys {
  return {
    renamed: new Map(Object.entries(entry.renamed)),
    flattened: new Set(entry.flattened),
    texts: new Set(entry.texts),
    leftOut: new Set(entry.left_out),
  };
}

/** The texts that a task of this kind has from the beginning, so that all type in the same. */
export function textsOfKind(kind: unknown): readonly string[] {
  return (typeof kind === 'string' && TEXTS_OF_KINDS.get(kind)) || [];
}

/** The texts that every entry of a root has from the beginning. */
export function textsOf(root: KeyedRoot): readonly string[] {
  return root === 'tasks' ? [] : [...KEYS[root].texts];
}

export function isTextKey(root: KeyedRoot, key: string): boolean {
  return KEYS[root].texts.has(key);
}

export function isFlattened(root: KeyedRoot, name: string): boolean {
  return KEYS[root].flattened.has(name);
}

/** One name, or a flattened object's name and the name inside it, as a key. */
export function writeKey(root: KeyedRoot, ...[first, inner]: Names): string {
  const key = writeName(KEYS[root], first);
  return inner === undefined ? key : `${key}.${escapeName(inner)}`;
}

/** The reverse; undefined: `writeKey` never gives this key. */
export function readKey(root: KeyedRoot, key: string): Names | undefined {
  const [first = '', inner, ...more] = key.split('.');
  const keys = KEYS[root];
  const name = readName(keys, first);
  const names: Names = inner === undefined ? [name] : [name, unescapeName(inner)];
  const isPlaced = more.length === 0 && (inner === undefined || keys.flattened.has(name));
  if (!isPlaced || keys.leftOut.has(name) || writeKey(root, ...names) !== key) return undefined;
  return names;
}

function writeName(keys: Keys, name: string): string {
  const renamed = keys.renamed.get(name);
  if (renamed !== undefined) return renamed;
  const escaped = escapeName(name);
  // A name that looks like one of ours, but is the author's own.
  return [...keys.renamed.values()].includes(escaped) ? ITSELF + escaped : escaped;
}

function readName(keys: Keys, key: string): string {
  for (const [name, here] of keys.renamed) if (key === here) return name;
  return unescapeName(key.startsWith(ITSELF) ? key.slice(ITSELF.length) : key);
}

function escapeName(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('.', '~1');
}

function unescapeName(key: string): string {
  return key.replaceAll('~1', '.').replaceAll('~0', '~');
}

/** The values of one object by their keys; empty objects that are flattened vanish. */
export function layOut(root: KeyedRoot, entry: JsonObject): Map<string, Json> {
  const flat = new Map<string, Json>();
  for (const [name, value] of Object.entries(entry)) {
    if (KEYS[root].leftOut.has(name)) continue;
    if (isFlattened(root, name) && isObject(value)) {
      for (const [inner, each] of Object.entries(value)) {
        flat.set(writeKey(root, name, inner), each);
      }
    } else {
      flat.set(writeKey(root, name), value);
    }
  }
  return flat;
}

/**
 * The object that stands here as `flat`; total.
 *
 * Keys that `layOut` never writes are passed over. Where merging left both a plain value and values
 * of the flattened object, the object is taken.
 */
export function gather(root: KeyedRoot, flat: ReadonlyMap<string, Json>): JsonObject {
  const plain = new Map<string, Json>();
  const objects = new Map<string, [string, Json][]>();
  for (const key of [...flat.keys()].sort(compareTexts)) {
    const value = flat.get(key) as Json;
    const names = readKey(root, key);
    if (names === undefined) continue;
    const [name, inner] = names;
    if (inner === undefined) {
      if (!(isFlattened(root, name) && isObject(value))) plain.set(name, value);
    } else if (!(value === '' && isTextKey(root, key))) {
      objects.set(name, [...(objects.get(name) ?? []), [inner, value]]);
    }
  }
  for (const [name, entries] of objects) plain.set(name, Object.fromEntries(entries));
  return Object.fromEntries(plain);
}
