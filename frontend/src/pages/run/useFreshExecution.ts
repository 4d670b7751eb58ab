import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { executionQuery } from '../../api/executions.ts';
import type { ExecutionFeed } from '../../runs/executionFeed.ts';

const COUNTS_MS = 3_000;

/** Reads the execution anew when its state changed, and its cost while it runs. */
export function useFreshExecution(feed: ExecutionFeed | undefined, id: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (feed === undefined) return;
    const { queryKey } = executionQuery(id);
    const read = () => {
      void queries.invalidateQueries({ queryKey });
      void queries.invalidateQueries({ queryKey: ['approvals', 'run', id] });
    };
    let [state, version] = [feed.execution.get()?.state, feed.version.get()];
    const stop = feed.execution.subscribe(() => {
      const now = feed.execution.get()?.state;
      if (now !== state && state !== undefined) read();
      state = now;
    });
    // It may have ended because the run is no longer there; asking tells.
    const stopHearing = feed.isOpen.subscribe(() => {
      if (!feed.isOpen.get()) read();
    });
    const timer = setInterval(() => {
      if (feed.version.get() !== version) read();
      version = feed.version.get();
    }, COUNTS_MS);
    return () => {
      stop();
      stopHearing();
      clearInterval(timer);
    };
  }, [feed, id, queries]);
}
