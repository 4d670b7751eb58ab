import { useMemo } from 'react';
import type { TaskRun } from './statuses.ts';
import { useExecutionFeed } from './useExecution.ts';
import { usePacedVersion } from './usePaced.ts';

/** What failed first; containers fail for what is in them, so they are not it. */
export function useFirstFailure(): TaskRun | undefined {
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  return useMemo(
    () =>
      feed
        ?.tasks()
        .flatMap((task) => feed.statusOf(task)?.runs ?? [])
        .filter(({ look, kind }) => look === 'failed' && kind !== 'map' && kind !== 'loop')
        .sort((one, other) => (one.endedAt ?? '').localeCompare(other.endedAt ?? ''))[0],
    [feed, version],
  );
}
