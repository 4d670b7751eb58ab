/** A task's settings as lines, so that two of them can be compared line by line. */
import { OF_THE_CANVAS } from '../workflow/changes.ts';
import { isObject, type Json, type JsonObject } from '../workflow/json.ts';

/** One line for each value, `path: value`; texts keep their own lines, set in below their path. */
export function settingsText(task: JsonObject | undefined): string {
  if (task === undefined) return '';
  const entries = Object.entries(task).filter(([key]) => !OF_THE_CANVAS.has(key));
  return entries
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([key, value]) => linesOf(key, value))
    .join('\n');
}

function linesOf(path: string, value: Json | undefined): readonly string[] {
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.keys(value)
      .sort()
      .flatMap((key) => linesOf(`${path}.${key}`, value[key]));
  if (typeof value === 'string' && value.includes('\n'))
    return [`${path}:`, ...value.split('\n').map((line) => `    ${line}`)];
  return [`${path}: ${typeof value === 'string' ? value : JSON.stringify(value)}`];
}
