import { useMemo } from 'react';
import { explain } from '../../runs/explain.ts';
import { subjectOf, useRunHere } from '../../runs/runContext.ts';
import type { TaskRun } from '../../runs/statuses.ts';
import { useExecutionFeed, useExecutionSummary } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import { Button } from '../../ui/Button.tsx';
import { Said } from '../../ui/Said.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import css from './run.module.css';
import { useTaskRun } from './useTaskRun.ts';

/** Why it failed: the first task that did, in a sentence, and what to do. */
export function FailureNote() {
  const { execution } = useRunHere();
  const state = useExecutionSummary()?.state ?? execution.state;
  const first = useFirstFailure();
  if (state !== 'failed') return null;
  return <Cause first={first} />;
}

function Cause({ first }: { first: TaskRun | undefined }) {
  const { execution, nameOf, select } = useRunHere();
  const last = useTaskRun(execution.id, first).data?.attempts.at(-1);
  const code = last?.error_code || execution.error_code;
  const message = last?.error_message || execution.error_message;
  const told = explain(code);
  return (
    <section className={css.failure} role="alert">
      <p className={css.cause}>
        <StateMark look="failed" word={first ? nameOf(first.task) : 'It failed'} />
        <span>
          {told?.cause ?? 'It failed'}. {told && <span className={css.advice}>{told.advice}</span>}
        </span>
        {code && <code className={css.id}>{code}</code>}
        {first && (
          <Button onClick={() => select(subjectOf(first.task, first.path))}>Show the task</Button>
        )}
      </p>
      {message && (
        <pre className={css.said}>
          <Said>{message}</Said>
        </pre>
      )}
    </section>
  );
}

/** Containers fail for what is in them, so they are not what failed first. */
function useFirstFailure(): TaskRun | undefined {
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
