/** Puts the one task in the place of those that were extracted, in one transaction. */
import { addTask, connect, LOCAL_EDIT, removeEntry, removeTask, setField } from './commands.ts';
import type { DocView } from './docView.ts';
import type { Call } from './extracting.ts';
import { isObject, type JsonObject, ownValue } from './json.ts';
import { isFlattened } from './layout.ts';
import { write } from './normalising.ts';

export function replaceByCall(
  view: DocView,
  { id, task, removed, groups, edges, tasks, outputs }: Call,
  slug: string,
): void {
  const before = new Map([...tasks.keys()].map((each) => [each, view.entry('tasks', each) ?? {}]));
  const oldOutputs = view.workflow().outputs;
  view.doc.transact(() => {
    for (const each of removed) removeTask(view.doc, each);
    for (const each of groups) removeEntry(view.doc, 'groups', each);
    addTask(view.doc, id, { ...task, workflow: slug });
    for (const edge of edges) connect(view.doc, edge);
    for (const [each, now] of tasks) setChanged(view, each, before.get(each) ?? {}, now);
    if (outputs !== undefined && write(outputs) !== write(oldOutputs ?? null)) {
      setField(view.doc, { root: 'workflow' }, ['outputs'], outputs);
    }
  }, LOCAL_EDIT);
}

/** Only what reads otherwise is written: what others edit beside it stays theirs. */
function setChanged(view: DocView, id: string, old: JsonObject, now: JsonObject): void {
  const place = { root: 'tasks', id } as const;
  for (const [field, value] of Object.entries(now)) {
    const was = ownValue(old, field);
    if (was !== undefined && write(was) === write(value)) continue;
    if (!isFlattened('tasks', field) || !isObject(value) || !isObject(was)) {
      setField(view.doc, place, [field], value);
      continue;
    }
    for (const [inner, each] of Object.entries(value)) {
      const before = ownValue(was, inner);
      if (before === undefined || write(before) !== write(each)) {
        setField(view.doc, place, [field, inner], each);
      }
    }
  }
}
