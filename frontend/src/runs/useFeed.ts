import { useEffect, useState } from 'react';
import { ExecutionFeed } from './executionFeed.ts';

/** The feed of an execution while it is shown. */
export function useFeed(id: string): ExecutionFeed | undefined {
  const [feed, setFeed] = useState<ExecutionFeed>();
  useEffect(() => {
    const opened = new ExecutionFeed(id);
    setFeed(opened);
    return () => {
      opened.close();
      setFeed(undefined);
    };
  }, [id]);
  return feed;
}
