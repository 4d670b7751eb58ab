import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { subjectOf } from '../../runs/runContext.ts';
import { type Look, lookOf } from '../../runs/states.ts';
import type { TimelineRow } from '../../runs/timeline.ts';
import { type TaskRunDetail, taskRunQuery } from './useTaskRun.ts';

export interface EarlierAttempt {
  readonly number: number;
  readonly look: Look;
  readonly from: number;
  readonly to: number;
}

/** So many task runs are asked for their attempts; of further ones the newest attempt is shown. */
const MOST = 40;
const NONE: ReadonlyMap<string, readonly EarlierAttempt[]> = new Map();

/** When those task runs worked that were tried more than once, before the newest attempt. */
export function useEarlierAttempts(
  execution: string,
  rows: readonly TimelineRow[],
): ReadonlyMap<string, readonly EarlierAttempt[]> {
  const retried = useMemo(
    () => rows.flatMap(({ run }) => (run.attempt > 1 ? [run] : [])).slice(0, MOST),
    [rows],
  );
  const found = useQueries({
    queries: retried.map((run) => taskRunQuery(execution, run)),
    combine: dataOf,
  });
  return useMemo(() => (found.length === 0 ? NONE : attemptsOf(found)), [found]);
}

function dataOf(answers: readonly { readonly data: TaskRunDetail | null | undefined }[]) {
  return answers.map(({ data }) => data);
}

function attemptsOf(found: readonly (TaskRunDetail | null | undefined)[]) {
  const attempts = new Map<string, readonly EarlierAttempt[]>();
  for (const detail of found) {
    if (!detail) continue;
    const earlier = detail.attempts
      .filter(({ number, started_at: from }) => from !== null && number < detail.attempt)
      .map(({ number, state, started_at: from, ended_at: to }) => ({
        number,
        look: lookOf(state),
        from: Date.parse(from ?? to),
        to: Date.parse(to),
      }));
    attempts.set(subjectOf(detail.task, detail.index_path), earlier);
  }
  return attempts;
}
