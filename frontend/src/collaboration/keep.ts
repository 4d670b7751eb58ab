/**
 * Edits that the server has not yet told to be on its disk, in the browser's own database.
 *
 * Each page keeps what it has not heard of, as one update; the next page that opens the workflow
 * sends what earlier ones have left. Applying an update twice changes nothing, so it does no harm
 * when a page that left something still lives.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import * as Y from 'yjs';

const DATABASE = 'orchestrator';
const LINGER_MS = 300; // with a good line, the server has answered long before
const LONGEST_MS = 30 * 24 * 3_600 * 1_000;

export interface Kept {
  /** Of the page that edited. */
  readonly page: string;
  /** Whose edits these are, and of which workflow. */
  readonly owner: string;
  readonly generation: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly edits: number;
  readonly update: Uint8Array<ArrayBuffer>;
}

interface Schema extends DBSchema {
  kept: { key: string; value: Kept; indexes: { owner: string } };
}

type Database = Promise<IDBPDatabase<Schema> | undefined>;

export class Keep {
  readonly #owner: string;
  readonly #page = `${Date.now()}-${Math.random()}`;
  readonly #database: Database;
  #pending: Uint8Array[] = [];
  #edits = 0;
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWritten = false;
  #isDropped = false;

  constructor(username: string, workflowId: string, database: Database = open()) {
    this.#database = database;
    this.#owner = `${username} ${workflowId}`;
    // The last chance of a page that is being closed.
    addEventListener('pagehide', this.write);
  }

  /**
   * Was edited here, and may not have reached the server.
   *
   * @param isOffline nothing else holds it: it is written now, as the page may end at any moment.
   */
  note(update: Uint8Array, generation: number, isOffline: boolean): void {
    if (this.#isDropped) return;
    this.#pending.push(update);
    this.#edits += 1;
    this.#generation = generation;
    if (isOffline) this.write();
    else this.#timer ??= setTimeout(this.write, LINGER_MS);
  }

  /** The server has all of it. */
  settle(): void {
    this.#pending = [];
    this.#edits = 0;
    this.#stopTimer();
    if (!this.#isWritten) return;
    this.#isWritten = false;
    void this.forget([this.#page]);
  }

  /** The server has refused it for good, and would again at every visit. */
  drop(): void {
    this.settle();
    this.#isDropped = true; // what comes after builds upon it
  }

  /** What earlier pages have left, the oldest first. */
  async left(): Promise<readonly Kept[]> {
    const kept =
      (await (await this.#database)?.getAllFromIndex('kept', 'owner', this.#owner)) ?? [];
    const others = kept.filter(({ page }) => page !== this.#page);
    return others.sort((one, other) => one.at - other.at);
  }

  async forget(pages: readonly string[]): Promise<void> {
    const database = await this.#database;
    await Promise.all(pages.map((page) => database?.delete('kept', page)));
  }

  /** The page goes on without this workflow; what was not sent stays for the next time. */
  close(): void {
    removeEventListener('pagehide', this.write);
    this.write();
    void this.#database.then((database) => database?.close());
  }

  /** What waits is written now. */
  readonly write = (): void => {
    this.#stopTimer();
    if (this.#pending.length === 0) return;
    this.#isWritten = true;
    const update = new Uint8Array(Y.mergeUpdates(this.#pending));
    this.#pending = [update]; // else a long time offline merges all of it anew with every key
    const kept: Kept = {
      page: this.#page,
      owner: this.#owner,
      generation: this.#generation,
      at: Date.now(),
      edits: this.#edits,
      update,
    };
    void this.#database.then((database) => database?.put('kept', kept));
  };

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Nothing of anybody stays in this browser. */
export async function forgetAll(): Promise<void> {
  const database = await open();
  await database?.clear('kept');
  database?.close();
}

/** Undefined where the browser keeps nothing, as some do in private windows. */
async function open(): Promise<IDBPDatabase<Schema> | undefined> {
  try {
    const database = await openDB<Schema>(DATABASE, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('kept', { keyPath: 'page' }).createIndex('owner', 'owner');
      },
    });
    await forgetOld(database);
    return database;
  } catch (error) {
    console.warn('This browser keeps no edits for the next visit.', error);
    return undefined;
  }
}

async function forgetOld(database: IDBPDatabase<Schema>): Promise<void> {
  const kept = await database.getAll('kept');
  const old = kept.filter(({ at }) => Date.now() - at > LONGEST_MS);
  await Promise.all(old.map(({ page }) => database.delete('kept', page)));
}
