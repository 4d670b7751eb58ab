import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { ExecutionFeed, ExecutionSummary } from './executionFeed.ts';
import type { TaskStatus } from './statuses.ts';

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

export function useExecutionSummary(): ExecutionSummary | undefined {
  const feed = useExecutionFeed();
  return useSyncExternalStore(feed?.execution.subscribe ?? never, feed?.execution.get ?? nothing);
}

/** Renders anew whenever any task changes. */
export function useAllTasks(): ExecutionFeed | undefined {
  const feed = useExecutionFeed();
  useSyncExternalStore(feed?.version.subscribe ?? never, feed?.version.get ?? nothing);
  return feed;
}
