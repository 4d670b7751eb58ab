/** Notices when somebody sets another value where one had set one oneself. */
import * as Y from 'yjs';
import type { Json } from './json.ts';
import { isTextKey, type Names, readKey } from './layout.ts';
import { rootOf } from './roots.ts';

export interface Overwriting {
  readonly task: string;
  readonly names: Names;
  /** What one had set; undefined: nothing. */
  readonly mine: Json | undefined;
  readonly now: Json | undefined;
  /** The number under which the other one edits. */
  readonly by: number;
  /** Of one's own edit. */
  readonly clock: number;
}

/** Where things lie is seen while they are moved. */
const SEEN: ReadonlySet<string> = new Set(['position', 'parent', 'size']);

/** Tells of each; returns how to stop. */
export function onOverwritten(doc: Y.Doc, heard: (what: Overwriting) => void): () => void {
  const tasks = rootOf(doc, 'tasks');
  /** Where one's own edits stood once a task was made: what it began with, nobody chose. */
  const born = new Map<string, number>();
  const read = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
    for (const event of events) {
      if (transaction.local) {
        const clock = transaction.afterState.get(doc.clientID) ?? 0;
        if (event.target === tasks) for (const id of event.keys.keys()) born.set(id, clock);
        continue;
      }
      const [task, ...deeper] = event.path;
      if (!(event instanceof Y.YMapEvent) || typeof task !== 'string' || deeper.length > 0)
        continue;
      for (const key of event.keysChanged) {
        const found = overwritten(doc, event.target as Y.Map<unknown>, task, String(key));
        if (found !== undefined && found.clock >= (born.get(task) ?? 0)) heard(found);
      }
    }
  };
  tasks.observeDeep(read as never);
  return () => tasks.unobserveDeep(read as never);
}

function overwritten(
  doc: Y.Doc,
  entry: Y.Map<unknown>,
  task: string,
  key: string,
): Overwriting | undefined {
  const item = entry._map.get(key);
  const before = item?.left ?? undefined;
  const names = readKey('tasks', key);
  const isTheirs = item !== undefined && !item.deleted && item.id.client !== doc.clientID;
  if (!isTheirs || before?.id.client !== doc.clientID || names === undefined) return undefined;
  if (isTextKey('tasks', key) || SEEN.has(names[0])) return undefined;
  const [mine] = before.content.getContent().slice(-1) as (Json | undefined)[];
  const now = entry.get(key) as Json;
  if (JSON.stringify(mine) === JSON.stringify(now)) return undefined;
  return { task, names, mine, now, by: item.id.client, clock: before.id.clock };
}
