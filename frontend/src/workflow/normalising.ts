/** Leaves out what says nothing, as the canonical form of documents does. */
import { compareTexts, isObject, type Json, type JsonObject } from './json.ts';
import { isFlattened, isTextKey, writeKey } from './layout.ts';

export function normalise(document: JsonObject): JsonObject {
  const kept = Object.entries(document).filter(([key, value]) => !saysNothing(key, value));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (key === 'tasks') return [key, mapObjects(value, normaliseTask)];
      if (key === 'notes') return [key, mapObjects(value, normaliseNote)];
      return [key, value];
    }),
  );
}

/** RFC 8785: two documents are equal when these texts are. */
export function canonicalText(document: JsonObject): string {
  return write(normalise(document));
}

/** RFC 8785, of any value. */
export function write(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([one], [other]) => compareTexts(one, other));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${write(each)}`).join(',')}}`;
}

function saysNothing(key: string, value: Json): boolean {
  if (key === 'notes' || key === 'groups') return isEmptyObject(value);
  return key === 'description' && value === '';
}

function mapObjects(value: Json, change: (each: JsonObject) => JsonObject): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, isObject(each) ? change(each) : each]),
  );
}

function normaliseNote(note: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(note).filter(([key, value]) => !(key === 'text' && value === '')),
  );
}

function normaliseTask(task: JsonObject): JsonObject {
  const entries = Object.entries(task).map(([key, value]): [string, Json] => {
    if (key === 'depends_on') return [key, sortDependencies(value)];
    return [key, key === 'input' && isObject(value) ? withoutEmptyTexts(key, value) : value];
  });
  return Object.fromEntries(entries.filter(([key, value]) => !isEmpty(key, value)));
}

function withoutEmptyTexts(name: string, value: JsonObject): JsonObject {
  const isEmptyText = (inner: string, each: Json) =>
    each === '' && isTextKey('tasks', writeKey('tasks', name, inner));
  return Object.fromEntries(
    Object.entries(value).filter(([inner, each]) => !isEmptyText(inner, each)),
  );
}

function sortDependencies(value: Json): Json {
  if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) return value;
  return [...new Set(value as string[])].sort(compareTexts);
}

function isEmpty(key: string, value: Json): boolean {
  if (key === 'depends_on') return Array.isArray(value) && value.length === 0;
  if (isFlattened('tasks', key)) return isEmptyObject(value);
  return value === '' && isTextKey('tasks', key);
}

function isEmptyObject(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
