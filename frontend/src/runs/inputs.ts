/** Values that a JSON Schema asks for, as the texts that people type. */
import { isObject, type Json, type JsonObject } from '../workflow/json.ts';

export type Texts = Readonly<Record<string, string>>;

export function inputNames(schema: Json | undefined): readonly string[] {
  return Object.keys(propertiesOf(schema));
}

export function propertiesOf(schema: Json | undefined): JsonObject {
  return isObject(schema) && isObject(schema.properties) ? schema.properties : {};
}

export function requiredOf(schema: Json | undefined): ReadonlySet<Json> {
  return new Set(isObject(schema) && Array.isArray(schema.required) ? schema.required : []);
}

export function titleOf(name: string, schema: Json | undefined): string {
  return isObject(schema) && typeof schema.title === 'string' ? schema.title : name;
}

/** What the fields hold before anybody types. */
export function startTexts(schema: Json | undefined): Texts {
  return Object.fromEntries(
    Object.entries(propertiesOf(schema)).map(([name, each]) => [name, startText(each)]),
  );
}

function startText(schema: Json): string {
  const value = isObject(schema)
    ? (schema.default ?? (Array.isArray(schema.enum) ? schema.enum[0] : undefined))
    : undefined;
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The values, or what is wrong in words. Empty fields are left out: defaults fill them. */
export function readInputs(schema: Json | undefined, texts: Texts): JsonObject | string {
  const properties = propertiesOf(schema);
  const inputs: Record<string, Json> = {};
  for (const [name, each] of Object.entries(properties)) {
    const text = texts[name] ?? '';
    if (text === '') continue;
    const isText = isObject(each) && each.type === 'string';
    try {
      inputs[name] = isText ? text : (JSON.parse(text) as Json);
    } catch {
      if (isObject(each) && each.type !== undefined) {
        return `${titleOf(name, each)} must be ${String(each.type)}, written as JSON.`;
      }
      inputs[name] = text;
    }
  }
  return inputs;
}
