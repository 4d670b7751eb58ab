/** What the server tells versions apart by: workflows/definition/canonical.py. */
import { digest } from 'lib0/hash/sha256';
import { isObject, type Json, type JsonObject } from './json.ts';
import { canonicalText } from './normalising.ts';

/** SHA-256 of the canonical text, in hexadecimal; pages without HTTPS have no other way to it. */
export function contentHash(document: JsonObject): string {
  const bytes = digest(new TextEncoder().encode(canonicalText(document)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a task takes the newest version of another workflow, which publishing writes in. */
export function takesNewest(task: Json | undefined): boolean {
  return isObject(task) && task.kind === 'workflow' && (task.version ?? null) === null;
}

/** The draft as it would be published with the versions of others that `published` was. */
export function withVersionsOf(draft: JsonObject, published: JsonObject): JsonObject {
  const then = isObject(published.tasks) ? published.tasks : {};
  const tasks = Object.entries(isObject(draft.tasks) ? draft.tasks : {}).map(([id, task]) => {
    const was = Object.hasOwn(then, id) ? then[id] : undefined;
    const isSame = isObject(task) && isObject(was) && was.workflow === task.workflow;
    if (!takesNewest(task) || !isSame || (was.version ?? null) === null) return [id, task];
    return [id, { ...(task as JsonObject), version: was.version }];
  });
  return { ...draft, tasks: Object.fromEntries(tasks) as JsonObject };
}
