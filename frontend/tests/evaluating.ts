/** Runs workflows of transforms and maps by hand: enough to tell whether two of them give the same. */
import { mapTemplates } from '../src/workflow/evaluated.ts';
import { isObject, type Json, type JsonObject } from '../src/workflow/json.ts';
import { referencesIn } from '../src/workflow/references.ts';

type Names = Readonly<Record<string, Json>>;

export function outputsOf(document: JsonObject, given: JsonObject, called: JsonObject): JsonObject {
  const tasks = document.tasks as Record<string, JsonObject>;
  const known: Record<string, JsonObject> = {};
  const inputs = { ...defaultsOf(document), ...given };
  const names: Names = { inputs, tasks: known };
  const run = (id: string, around: Names): Json => {
    const task = tasks[id] as JsonObject;
    if (task.kind === 'workflow') {
      return outputsOf(called, render(task.inputs ?? {}, around) as JsonObject, called);
    }
    if (task.kind !== 'map') return render(task.value ?? null, around);
    const inside = Object.keys(tasks).filter((each) => tasks[each]?.parent === id);
    return (task.over as readonly Json[]).map((item, index) => {
      const here = { ...around, item, index };
      const done = inOrder(tasks, inside).map((each): [string, Json] => {
        const output = run(each, here);
        known[each] = { output };
        return [each, output];
      });
      return task.result === undefined ? (done.at(-1)?.[1] ?? null) : render(task.result, here);
    });
  };
  const outer = Object.keys(tasks).filter((id) => tasks[id]?.parent === undefined);
  for (const id of inOrder(tasks, outer)) known[id] = { output: run(id, names) };
  return render(document.outputs ?? {}, names) as JsonObject;
}

function defaultsOf({ inputs }: JsonObject): JsonObject {
  const properties = isObject(inputs) && isObject(inputs.properties) ? inputs.properties : {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, schema]) =>
      isObject(schema) && schema.default !== undefined ? [[key, schema.default]] : [],
    ),
  );
}

function inOrder(tasks: Record<string, JsonObject>, ids: readonly string[]): readonly string[] {
  const done: string[] = [];
  const place = (id: string, above: readonly string[]) => {
    if (above.includes(id)) throw new Error(`a circle: ${[...above, id].join(' ')}`);
    if (done.includes(id)) return;
    const waits = (tasks[id]?.depends_on ?? []) as readonly string[];
    for (const each of waits) place(each.split('.')[0] as string, [...above, id]);
    done.push(id);
  };
  for (const id of ids) place(id, []);
  return done.filter((id) => ids.includes(id));
}

function render(value: Json, names: Names): Json {
  let exact: { readonly found: Json } | undefined;
  const text = mapTemplates(value, false, (template) => {
    const result = template.replace(/\{\{ (.*?) \}\}/g, (whole, inside: string) => {
      const found = read(inside, names);
      if (whole === template) exact = { found };
      return typeof found === 'string' ? found : found === null ? '' : JSON.stringify(found);
    });
    return result;
  });
  if (typeof value === 'string') return exact === undefined ? text : exact.found;
  if (Array.isArray(value)) return value.map((each) => render(each, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, render(each, names)]));
}

/** A task that has not run, or an input that is not there, is a mistake of whoever reads it. */
function read(expression: string, names: Names): Json {
  const [reference] = referencesIn(expression, true);
  if (reference === undefined) throw new Error(`nothing is read: ${expression}`);
  let value: Json | undefined = names[reference.root];
  for (const key of reference.path) {
    if (value === null) return null;
    value = (value as Record<string, Json> | undefined)?.[key];
    if (value === undefined && expression.endsWith('| default(null)')) return null;
  }
  if (value === undefined) throw new Error(`cannot be read: ${expression}`);
  return value;
}
