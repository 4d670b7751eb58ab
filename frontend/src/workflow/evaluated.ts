/** Where the texts of a task stand that are evaluated: workflows/definition/texts.py. */
import { isObject, type Json, type JsonObject, ownValue } from './json.ts';
import { hasSyntax } from './references.ts';

/** The part that a setting of a kind plays: `template`, `condition`, `inner` …; '': it is plain. */
export type RoleOf = (kind: string, field: string) => string;

/** Where a text stands; `isInner`: it sees the tasks inside of its container. */
export interface Spot {
  readonly isCondition: boolean;
  readonly isInner: boolean;
}

export type Change = (text: string, spot: Spot) => string;

/** The roles by the schemas that the server gives for the settings of each kind. */
export function rolesOf(
  kinds: readonly { readonly name: string; readonly settings_schema: unknown }[],
): RoleOf {
  const roles = new Map<string, string>();
  for (const { name, settings_schema } of kinds) {
    const properties = isObject(settings_schema) ? settings_schema.properties : undefined;
    for (const [field, schema] of Object.entries(isObject(properties) ? properties : {})) {
      if (isObject(schema)) roles.set(`${name} ${field}`, String(schema['x-role'] ?? ''));
    }
  }
  return (kind, field) => roles.get(`${kind} ${field}`) ?? '';
}

/** The same task with each of its evaluated texts changed. */
export function mapTexts(task: JsonObject, roleOf: RoleOf, change: Change): JsonObject {
  const kind = String(task.kind);
  return Object.fromEntries(
    Object.entries(task).map(([field, value]) => [
      field,
      mapField(value, field === 'when' ? 'condition' : roleOf(kind, field), change),
    ]),
  );
}

function mapField(value: Json, role: string, change: Change): Json {
  const isInner = role.startsWith('inner');
  if (role.endsWith('condition')) {
    return typeof value === 'string' ? change(value, { isCondition: true, isInner }) : value;
  }
  if (role === 'cases') return mapCases(value, change);
  return role === 'template' || role === 'inner' ? mapTemplates(value, isInner, change) : value;
}

function mapCases(value: Json, change: Change): Json {
  if (!Array.isArray(value)) return value;
  return value.map((each) => {
    const when = isObject(each) ? ownValue(each, 'when') : undefined;
    if (typeof when !== 'string') return each;
    return { ...(each as JsonObject), when: change(when, { isCondition: true, isInner: false }) };
  });
}

export function mapTemplates(value: Json, isInner: boolean, change: Change): Json {
  if (typeof value === 'string') {
    return hasSyntax(value) ? change(value, { isCondition: false, isInner }) : value;
  }
  if (Array.isArray(value)) return value.map((each) => mapTemplates(each, isInner, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, mapTemplates(each, isInner, change)]),
  );
}
