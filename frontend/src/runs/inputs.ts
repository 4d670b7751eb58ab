/** Values that a JSON Schema asks for, as the texts that people type. */
import { isObject, type Json, type JsonObject } from '../workflow/json.ts';

export type Texts = Readonly<Record<string, string>>;

/** What stands in the dialogue: a text for each field, or one for all. */
export type Inputs =
  | { readonly is: 'fields'; readonly texts: Texts }
  | { readonly is: 'json'; readonly text: string };

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

export function startInputs(schema: Json | undefined): Inputs {
  return { is: 'fields', texts: startTexts(schema) };
}

function startText(schema: Json): string {
  const value = isObject(schema)
    ? (schema.default ?? (Array.isArray(schema.enum) ? schema.enum[0] : undefined))
    : undefined;
  return textOfValue(value);
}

/** What a field holds is shown also when it is none of them: one then sees what has to be changed. */
export function choicesWith(value: string, choices: readonly Json[]): readonly string[] {
  const all = choices.map(textOfValue);
  return all.includes(value) ? all : [value, ...all];
}

function textOfValue(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The values, or what is wrong in words. Empty fields are left out: defaults fill them. */
export function readInputs(schema: Json | undefined, inputs: Inputs): JsonObject | string {
  return inputs.is === 'json' ? readJson(inputs.text) : readFields(schema, inputs.texts);
}

/** The same in the other way of writing, or why it cannot be written so. */
export function turned(schema: Json | undefined, inputs: Inputs): Inputs | string {
  const values = readInputs(schema, inputs);
  if (typeof values === 'string') return values;
  if (inputs.is === 'fields') return { is: 'json', text: JSON.stringify(values, null, 2) };
  const properties = propertiesOf(schema);
  const more = Object.keys(values).find((name) => !Object.hasOwn(properties, name));
  if (more !== undefined) return `The form has no field for “${more}”.`;
  const texts = Object.keys(properties).map((name) => [name, textOfValue(values[name])]);
  return { is: 'fields', texts: Object.fromEntries(texts) };
}

function readJson(text: string): JsonObject | string {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : 'Inputs are an object: { "name": value }.';
  } catch (problem) {
    return `This is no JSON: ${(problem as Error).message}`;
  }
}

const WRITTEN: Readonly<Record<string, string>> = {
  array: '["one", "two"]',
  object: '{"name": "value"}',
  integer: '3',
  number: '2.5',
  boolean: 'true',
};

function mistold(title: string, type: string): string {
  const how = WRITTEN[type] === undefined ? '' : `: ${WRITTEN[type]}`;
  return `${title} must be ${type}, written as JSON${how}`;
}

function readFields(schema: Json | undefined, texts: Texts): JsonObject | string {
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
        return mistold(titleOf(name, each), String(each.type));
      }
      inputs[name] = text;
    }
  }
  return inputs;
}
