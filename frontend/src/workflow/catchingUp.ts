/** What others did to the tasks while one could not see it. */
import type * as Y from 'yjs';
import { rootOf } from './roots.ts';

export interface Missed {
  /** Tasks that are new or hold something else now. */
  readonly changed: readonly string[];
  readonly removed: number;
}

/** Notes the tasks that transactions of this origin touch, between `begin` and `end`. */
export class CatchingUp {
  readonly #doc: Y.Doc;
  #touched: Set<string> | undefined;

  constructor(doc: Y.Doc, origin: unknown) {
    this.#doc = doc;
    rootOf(doc, 'tasks').observeDeep((events, transaction) => {
      if (this.#touched === undefined || transaction.origin !== origin) return;
      for (const event of events) {
        const [task] = event.path;
        for (const id of task === undefined ? event.keys.keys() : [String(task)])
          this.#touched.add(id);
      }
    });
  }

  begin(): void {
    this.#touched ??= new Set();
  }

  /** Undefined: nothing was missed. */
  end(): Missed | undefined {
    const touched = [...(this.#touched ?? [])].sort();
    this.#touched = undefined;
    const tasks = rootOf(this.#doc, 'tasks');
    const changed = touched.filter((id) => tasks.has(id));
    if (touched.length === 0) return undefined;
    return { changed, removed: touched.length - changed.length };
  }
}
