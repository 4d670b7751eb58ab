import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { ExecutionFeed, ExecutionSummary } from './executionFeed.ts';
import { executionLook } from './executionLook.ts';
import type { Look } from './states.ts';
import { standInWords, type TaskStatus } from './statuses.ts';

/** The execution that the canvas shows; undefined: none. */
export const ExecutionContext = createContext<ExecutionFeed | undefined>(undefined);

const never = () => () => {};
const nothing = () => undefined;

export function useExecutionFeed(): ExecutionFeed | undefined {
  return useContext(ExecutionContext);
}

/** The live state of one task; renders anew only when that task changes. */
export function useTaskStatus(task: string): TaskStatus | undefined {
  const feed = useExecutionFeed();
  const subscribe = useCallback(
    (heard: () => void) => feed?.statuses.onChange(task, heard) ?? (() => {}),
    [feed, task],
  );
  return useSyncExternalStore(subscribe, () => feed?.statusOf(task));
}

/** How far the runs of several tasks are together: `5/8`, and the one that most needs to be seen. */
export function useStandOf(tasks: readonly string[]): { word: string; look: Look } | undefined {
  const feed = useExecutionFeed();
  const names = tasks.join(' ');
  const subscribe = useCallback(
    (heard: () => void) => {
      const stops = names.split(' ').map((task) => feed?.statuses.onChange(task, heard));
      return () => {
        for (const stop of stops) stop?.();
      };
    },
    [feed, names],
  );
  // As a text, which is the same as long as it says the same.
  const stand = useSyncExternalStore(subscribe, () =>
    standInWords(tasks.flatMap((task) => feed?.statusOf(task) ?? [])),
  );
  if (stand === '') return undefined;
  const [word = '', look = 'queued'] = stand.split(' ');
  return { word, look: look as Look };
}

export function useExecutionSummary(): ExecutionSummary | undefined {
  const feed = useExecutionFeed();
  return useSyncExternalStore(feed?.execution.subscribe ?? never, feed?.execution.get ?? nothing);
}

/** How the execution looks, and its word: as waiting where nothing of it works meanwhile. */
export function useExecutionLook(): ReturnType<typeof executionLook> | undefined {
  const feed = useExecutionFeed();
  const execution = useExecutionSummary();
  const isWaiting = useSyncExternalStore(
    feed?.version.subscribe ?? never,
    () => feed?.statuses.onlyWaits() ?? false,
  );
  return execution && executionLook({ ...execution, is_waiting: isWaiting });
}

/** Renders anew whenever any task changes. */
export function useAllTasks(): ExecutionFeed | undefined {
  const feed = useExecutionFeed();
  useSyncExternalStore(feed?.version.subscribe ?? never, feed?.version.get ?? nothing);
  return feed;
}
