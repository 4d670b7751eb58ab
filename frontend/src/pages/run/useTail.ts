import { useCallback, useEffect, useRef, useState } from 'react';

const LIVE_MS = 1_500;

export interface Part<Row, Place> {
  readonly rows: readonly Row[];
  /** Where the next part begins. */
  readonly next: Place;
  /** There is more at once. */
  readonly hasMore: boolean;
}

export interface Tail<Row> {
  readonly rows: readonly Row[];
  readonly error: Error | undefined;
  readonly isReading: boolean;
  readonly retry: () => void;
}

/**
 * A list that only grows, read to its end and, while it is alive, beyond.
 *
 * `read` must keep its identity; another one begins anew.
 */
export function useTail<Row, Place>(
  read: (from: Place | undefined) => Promise<Part<Row, Place>>,
  isLive: boolean,
): Tail<Row> {
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [error, setError] = useState<Error>();
  const [isReading, setReading] = useState(true);
  const [tries, setTries] = useState(0);
  const live = useRef(isLive);
  live.current = isLive;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another try begins anew, too
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    setRows([]);
    setError(undefined);
    setReading(true);
    const readOn = async (from: Place | undefined, wasLive: boolean) => {
      try {
        const part = await read(from);
        if (isOver) return;
        if (part.rows.length > 0) setRows((before) => [...before, ...part.rows]);
        if (part.hasMore) return void readOn(part.next, live.current);
        setReading(false);
        // Once more after the end: what was written just before it may not have been there.
        if (wasLive) timer = setTimeout(() => void readOn(part.next, live.current), LIVE_MS);
      } catch (reason) {
        if (!isOver) setError(reason as Error);
      }
    };
    void readOn(undefined, live.current);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [read, tries]);

  const retry = useCallback(() => setTries((before) => before + 1), []);
  return { rows, error, isReading, retry };
}
