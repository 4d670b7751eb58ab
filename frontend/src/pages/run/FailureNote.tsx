import { Link } from '@tanstack/react-router';
import type { PanelView, RunSearch } from '../../app/search.ts';
import { causeOf } from '../../runs/explain.ts';
import { subjectOf, useRunHere } from '../../runs/runContext.ts';
import type { TaskRun } from '../../runs/statuses.ts';
import { useExecutionSummary } from '../../runs/useExecution.ts';
import { useFirstFailure } from '../../runs/useFirstFailure.ts';
import { Said } from '../../ui/Said.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { DebugLink } from './DebugLink.tsx';
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
  const { execution, nameOf } = useRunHere();
  const last = useTaskRun(execution.id, first).data?.attempts.at(-1);
  const code = last?.error_code || execution.error_code;
  const { cause, advice, said } = causeOf(code, last?.error_message || execution.error_message);
  return (
    <section className={css.failure} role="alert">
      <p className={css.cause}>
        <StateMark look="failed" word={first ? nameOf(first.task) : 'It failed'} />
        <span>
          <Said>{cause}</Said> <span className={css.advice}>{advice}</span>
        </span>
        {code && <code className={css.id}>{code}</code>}
      </p>
      {said && (
        <pre className={css.said}>
          <Said>{said}</Said>
        </pre>
      )}
      {first && <WhereNext first={first} />}
    </section>
  );
}

function WhereNext({ first }: { first: TaskRun }) {
  const { execution } = useRunHere();
  const task = subjectOf(first.task, first.path);
  const params = { executionId: execution.id };
  const panel = (view: PanelView) => (before: RunSearch) => ({ ...before, task, view });
  const link = (view: PanelView, words: string) => (
    <Link to="/executions/$executionId" params={params} search={panel(view)} replace>
      {words}
    </Link>
  );
  return (
    <p className={css.next}>
      {link('output', 'Show the task')}
      {link('input', 'Its input')}
      {link('log', 'Its log')}
      <DebugLink task={first.task} />
    </p>
  );
}
