/** What a value may hold by its JSON Schema. */
import { isObject, type Json, type JsonObject, ownValue } from '../workflow/json.ts';
import type { Key } from './memberPlace.ts';

/** A part of a schema, with the whole that its references point into. */
export interface Part {
  readonly schema: JsonObject;
  readonly whole: JsonObject;
}

export interface SchemaMember {
  readonly key: Key;
  readonly type: string;
}

const DEEPEST = 16;
const JOINING = ['allOf', 'anyOf', 'oneOf'] as const;

export function partOf(schema: Json | undefined): Part | undefined {
  return isObject(schema) ? { schema, whole: schema } : undefined;
}

/** The part for what stands at a key or an index; undefined: the schema does not say. */
export function memberPart(part: Part | undefined, key: Key): Part | undefined {
  for (const { schema, whole } of alternatives(part)) {
    const found = typeof key === 'number' ? itemOf(schema, key) : propertyOf(schema, key);
    if (isObject(found)) return { schema: found, whole };
  }
  return undefined;
}

/** Properties of an object; of a list its first item. */
export function membersOf(part: Part | undefined): readonly SchemaMember[] {
  const found = new Map<Key, string>();
  for (const { schema, whole } of alternatives(part)) {
    const properties = isObject(schema.properties) ? schema.properties : {};
    for (const [name, each] of Object.entries(properties)) {
      if (!found.has(name))
        found.set(name, typeOf(isObject(each) ? { schema: each, whole } : undefined));
    }
    const item = itemOf(schema, 0);
    if (isList(schema)) found.set(0, typeOf(isObject(item) ? { schema: item, whole } : undefined));
  }
  return [...found].map(([key, type]) => ({ key, type }));
}

/** In a word or two; empty: it may be anything. */
export function typeOf(part: Part | undefined): string {
  const types = alternatives(part).flatMap(({ schema }): string[] => {
    if (typeof schema.type === 'string') return [schema.type];
    if (Array.isArray(schema.type)) return schema.type.map(String);
    if (Array.isArray(schema.enum)) return ['choice'];
    if (isObject(schema.properties)) return ['object'];
    return isList(schema) ? ['array'] : [];
  });
  return [...new Set(types)].join(' or ');
}

function isList(schema: JsonObject): boolean {
  return schema.type === 'array' || isObject(schema.items) || Array.isArray(schema.prefixItems);
}

function propertyOf(schema: JsonObject, key: string): Json | undefined {
  const own = isObject(schema.properties) ? ownValue(schema.properties, key) : undefined;
  return own ?? schema.additionalProperties;
}

function itemOf(schema: JsonObject, at: number): Json | undefined {
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems[at] : undefined;
  return first ?? schema.items;
}

/** The part itself and all that it refers to or joins, without walking in a circle. */
function alternatives(part: Part | undefined): readonly Part[] {
  const found: Part[] = [];
  const waiting: { readonly part: Part; readonly depth: number }[] = part
    ? [{ part, depth: 0 }]
    : [];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { part: each, depth } = next;
    found.push(each);
    if (depth >= DEEPEST || found.length >= 100) continue;
    const { schema, whole } = each;
    const more = [
      referredBy(schema.$ref, whole),
      ...JOINING.flatMap((name) => (Array.isArray(schema[name]) ? schema[name] : [])),
    ];
    for (const one of more)
      if (isObject(one)) waiting.push({ part: { schema: one, whole }, depth: depth + 1 });
  }
  return found;
}

function referredBy(ref: Json | undefined, whole: JsonObject): Json | undefined {
  if (typeof ref !== 'string' || !ref.startsWith('#')) return undefined;
  const names = ref.slice(1).split('/').slice(1);
  return names.reduce<Json | undefined>((at, name) => {
    const key = decoded(name).replaceAll('~1', '/').replaceAll('~0', '~');
    return isObject(at) ? ownValue(at, key) : undefined;
  }, whole);
}

/** As it stands where it cannot be decoded: `100%`, while somebody writes it. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
