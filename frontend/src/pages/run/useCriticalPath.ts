import { useMemo } from 'react';
import { criticalPath } from '../../runs/criticalPath.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { useExecutionFeed } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';

/** The tasks that decided how long the run took, in order, as far as it is. */
export function useCriticalPath() {
  const { edges } = useRunHere();
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  return useMemo(() => {
    const spanOf = (task: string) => {
      const run = feed?.statusOf(task)?.runs.find(({ path }) => path === '');
      if (!run?.startedAt || !run.endedAt) return undefined;
      return { startedAt: Date.parse(run.startedAt), endedAt: Date.parse(run.endedAt) };
    };
    return { path: criticalPath(edges, spanOf), spanOf };
  }, [edges, feed, version]);
}
