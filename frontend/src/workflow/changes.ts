/** Which settings of tasks differ between two states of a workflow. */
import { isObject, type Json, type JsonObject, ownValue } from './json.ts';
import { normalise, write } from './normalising.ts';
import { type Changes, inWords } from './settingsChanged.ts';

/** Where a task stands and what it is called say nothing about what it does. */
export const OF_THE_CANVAS: ReadonlySet<string> = new Set([
  'position',
  'group',
  'name',
  'description',
]);

/** What differs in the tasks of two documents, but for names and places on the canvas. */
export function changesBetween(before: JsonObject, after: JsonObject): Changes {
  const [old, now] = [tasksOf(before), tasksOf(after)];
  const changes = new Map<string, readonly string[]>();
  for (const [id, task] of Object.entries(now)) {
    const earlier = ownValue(old, id);
    if (!isObject(task) || !isObject(earlier)) continue;
    const fields = fieldsChanged(earlier, task);
    if (fields.length > 0) changes.set(id, fields);
  }
  return changes;
}

/** What edits made of a workflow, in words for whoever made them; places count, too. */
export function tellEdits(before: JsonObject, after: JsonObject): readonly string[] {
  const [old, now] = [tasksOf(before), tasksOf(after)];
  const lines = [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((id) => {
    const [earlier, task] = [ownValue(old, id), ownValue(now, id)];
    if (isSame(earlier, task)) return [];
    if (!isObject(task)) return [`${titleOf(id, earlier)}: removed`];
    if (!isObject(earlier)) return [`${titleOf(id, task)}: added`];
    return [`${titleOf(id, task)}: ${inWords(differing(earlier, task))}`];
  });
  const around = differing(normalise(before), normalise(after)).filter((key) => key !== 'tasks');
  return around.length > 0 ? [...lines, `The workflow itself: ${inWords(around)}`] : lines;
}

function titleOf(id: string, task: Json | undefined): string {
  return isObject(task) && typeof task.name === 'string' && task.name !== '' ? task.name : id;
}

function fieldsChanged(before: JsonObject, after: JsonObject): readonly string[] {
  return differing(before, after).filter((field) => !OF_THE_CANVAS.has(field));
}

function differing(before: JsonObject, after: JsonObject): readonly string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields]
    .filter((field) => !isSame(ownValue(before, field), ownValue(after, field)))
    .sort();
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  return write(one) === write(other);
}

function tasksOf(document: JsonObject): JsonObject {
  const { tasks } = normalise(document);
  return isObject(tasks) ? tasks : {};
}
