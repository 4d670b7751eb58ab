/** The exchanges of a run, part by part as somebody scrolls, and what is added while it runs. */
import type { Exchange } from './exchanges.ts';

export interface ExchangePage {
  readonly items: readonly Exchange[];
  readonly next: string | null;
}

export interface ExchangePlace {
  readonly cursor?: string;
  readonly after?: number;
  readonly newest_first?: true;
}

export interface ExchangesShown {
  readonly rows: readonly Exchange[];
  /** Newest first: those that came since, which are not yet among the rows. */
  readonly fresh: readonly Exchange[];
  readonly isReading: boolean;
  readonly hasMore: boolean;
  readonly error: Error | undefined;
}

const NOTHING: ExchangesShown = {
  rows: [],
  fresh: [],
  isReading: false,
  hasMore: true,
  error: undefined,
};

const OVERLAP = 20;

export class ExchangeList {
  readonly #read: (place: ExchangePlace) => Promise<ExchangePage>;
  readonly #isNewestFirst: boolean;
  readonly #newest: () => Promise<number>;
  readonly #listeners = new Set<() => void>();
  #shown = NOTHING;
  #cursor: string | undefined;
  /** Up to here everything was looked at. */
  #seen = 0;
  #isClosed = false;

  /**
   * @param newest the last exchange of all. Where few or none of them fit, a search would else look
   *   through all anew whenever something is said.
   */
  constructor(
    read: (place: ExchangePlace) => Promise<ExchangePage>,
    isNewestFirst: boolean,
    newest: () => Promise<number> = async () => 0,
  ) {
    this.#read = read;
    this.#isNewestFirst = isNewestFirst;
    this.#newest = newest;
  }

  readonly get = (): ExchangesShown => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  close(): void {
    this.#isClosed = true;
  }

  /** Some more, if there are; a search may have to look through many for the next one. */
  async readMore(): Promise<void> {
    if (this.#shown.isReading || !this.#shown.hasMore) return;
    await this.#busy(async () => {
      if (this.#cursor === undefined) this.#seen = await this.#newest();
      const before = this.#shown.rows.length;
      while (this.#shown.hasMore && this.#shown.rows.length === before && !this.#isClosed) {
        const order = this.#isNewestFirst ? ({ newest_first: true } as const) : {};
        const place = this.#cursor === undefined ? order : { ...order, cursor: this.#cursor };
        const { items, next } = await this.#read(place);
        this.#cursor = next ?? undefined;
        this.#tell({ rows: [...this.#shown.rows, ...items], hasMore: next !== null });
      }
    });
  }

  /**
   * What has been said since; nothing while what was said before has not been read.
   *
   * @param overlap so many numbers before the newest are asked for again: what got its number earlier
   *   may be kept later.
   */
  async readNew(overlap = OVERLAP): Promise<void> {
    const { isReading, hasMore, rows, fresh } = this.#shown;
    if (isReading || (hasMore && !(this.#isNewestFirst && rows.length > 0))) return;
    await this.#busy(async () => {
      const until = await this.#newest();
      const ends = [...rows.slice(0, 1), ...rows.slice(-1), ...fresh];
      const newest = Math.max(this.#seen, ...ends.map(idOf));
      // What is older than all that is shown is still to be scrolled to.
      const oldest = hasMore ? Math.min(...ends.map(idOf)) : 0;
      const after = Math.max(oldest, newest - overlap);
      const known = new Set([...rows, ...fresh].map(idOf));
      let added: readonly Exchange[] = [];
      for (let more: string | null = ''; more !== null && !this.#isClosed; ) {
        const { items, next } = await this.#read({
          after,
          ...(more === '' ? {} : { cursor: more }),
        });
        added = [...added, ...items.filter(({ id }) => !known.has(id))];
        more = next;
      }
      this.#seen = Math.max(newest, until);
      if (added.length === 0) return;
      if (this.#isNewestFirst) this.#tell({ fresh: inOrder([...fresh, ...added]).reverse() });
      else this.#tell({ rows: inOrder([...this.#shown.rows, ...added]) });
    });
  }

  showFresh(): void {
    const { rows, fresh } = this.#shown;
    if (fresh.length > 0) this.#tell({ rows: inOrder([...fresh, ...rows]).reverse(), fresh: [] });
  }

  async #busy(act: () => Promise<void>): Promise<void> {
    this.#tell({ isReading: true, error: undefined });
    try {
      await act();
      this.#tell({ isReading: false });
    } catch (error) {
      this.#tell({ isReading: false, error: error as Error });
    }
  }

  #tell(change: Partial<ExchangesShown>): void {
    if (this.#isClosed) return;
    this.#shown = { ...this.#shown, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

function inOrder(rows: readonly Exchange[]): Exchange[] {
  return rows.toSorted((one, other) => one.id - other.id);
}

function idOf({ id }: Exchange): number {
  return id;
}
