/** JSON Schemas of settings, as far as forms need them. */
import type { Writing } from '../editor/completing.ts';
import { isObject, type Json, type JsonObject } from '../workflow/json.ts';
import type { Names } from '../workflow/layout.ts';

export type Schema = JsonObject;

export interface FieldSpec {
  readonly names: Names;
  readonly schema: Schema;
  readonly isNeeded: boolean;
}

export type Shape =
  | 'long_text'
  | 'text'
  | 'number'
  | 'flag'
  | 'choice'
  | 'list'
  | 'cases'
  | 'pairs'
  | 'json';

/** The fields of an object's schema; objects with known keys become groups of theirs. */
export function fieldsOf(schema: Schema): readonly FieldSpec[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const needed = requiredOf(schema);
  return Object.entries(properties).flatMap(([name, each]): FieldSpec[] => {
    if (!isObject(each)) return [];
    if (!isGroup(each)) return [{ names: [name], schema: each, isNeeded: needed.has(name) }];
    const within = requiredOf(each);
    // What may hold expressions may do so in each of its parts.
    const role = each['x-role'] === undefined ? {} : { 'x-role': each['x-role'] };
    return Object.entries(each.properties as JsonObject).flatMap(([inner, of]) =>
      isObject(of)
        ? [
            {
              names: [name, inner] as const,
              schema: { ...role, ...of },
              isNeeded: within.has(inner),
            },
          ]
        : [],
    );
  });
}

function requiredOf(schema: Schema): ReadonlySet<Json> {
  return new Set(Array.isArray(schema.required) ? schema.required : []);
}

function isGroup(schema: Schema): boolean {
  return schema.type === 'object' && isObject(schema.properties);
}

export function shapeOf(schema: Schema): Shape {
  if (schema['x-widget'] === 'long_text') return 'long_text';
  if (schema['x-role'] === 'cases') return 'cases';
  if (Array.isArray(schema.enum)) return 'choice';
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (types.includes('boolean')) return 'flag';
  if (types.includes('string') && types.includes('array')) return 'json';
  if (types.includes('integer') || types.includes('number')) return 'number';
  if (types.includes('string')) return 'text';
  if (types.includes('array')) return isListOfTexts(schema) ? 'list' : 'json';
  if (types.includes('object') && schema['x-role'] !== 'schema') return 'pairs';
  return 'json';
}

function isListOfTexts(schema: Schema): boolean {
  return isObject(schema.items) && schema.items.type === 'string';
}

export function titleOf({ names, schema }: FieldSpec): string {
  return typeof schema.title === 'string' ? schema.title : (names.at(-1) ?? '');
}

/** The part that expressions have in a setting: `inner…` is evaluated inside of its container. */
export function roleOf({ names, schema }: FieldSpec): string {
  return String(schema['x-role'] ?? (names[0] === 'when' ? 'condition' : ''));
}

/** How expressions are written in a setting; undefined: it holds none. */
export function writingOf(spec: FieldSpec): Writing | undefined {
  const role = roleOf(spec);
  if (role.endsWith('condition')) return 'condition';
  return role === 'template' || role === 'inner' ? 'template' : undefined;
}

export function isExpression(value: Json | undefined): boolean {
  return typeof value === 'string' && value.includes('{{');
}

/** The value that stands at these names, in an entry as DocView gives it. */
export function valueAt(entry: JsonObject | undefined, [first, inner]: Names): Json | undefined {
  const value = entry?.[first];
  if (inner === undefined) return value;
  return isObject(value) ? value[inner] : undefined;
}
