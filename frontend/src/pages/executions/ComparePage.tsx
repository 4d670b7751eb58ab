import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { executionQuery, taskRunsQuery } from '../../api/executions.ts';
import { Elapsed } from '../../runs/Elapsed.tsx';
import { type ExecutionRow, executionLook } from '../../runs/executionLook.ts';
import { money } from '../../ui/money.ts';
import { Page } from '../../ui/Page.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Empty, Waiting, Wrong } from '../../ui/Told.tsx';
import { When } from '../../ui/When.tsx';
import { CompareTable } from './CompareTable.tsx';
import { versionOf } from './ExecutionLine.tsx';
import css from './executions.module.css';

const route = getRouteApi('/shell/executions/compare');

/** Two runs beside each other: task by task, how time, cost and output differ. */
export function ComparePage() {
  const { a, b } = route.useSearch();
  if (!a || !b) {
    return (
      <Page title="Compare two runs">
        <Empty title="Choose two runs">
          <p>
            Tick two in <Link to="/executions">the list of executions</Link>, then compare them.
          </p>
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      title="Compare two runs"
      crumb={
        <>
          <Link to="/executions">Executions</Link> /
        </>
      }
    >
      <div className={css.heads2}>
        <Side id={a} name="Before" />
        <Side id={b} name="After" />
      </div>
      <Tasks a={a} b={b} />
    </Page>
  );
}

function Side({ id, name }: { id: string; name: string }) {
  const { data: row, error } = useQuery(executionQuery(id));
  if (error) return <Wrong error={error} />;
  return (
    <section className={css.side} aria-label={name}>
      <span className={css.id}>{name}</span>
      {row && <Facts row={row} />}
    </section>
  );
}

function Facts({ row }: { row: ExecutionRow }) {
  const { look, word } = executionLook(row);
  return (
    <>
      <Link to="/executions/$executionId" params={{ executionId: row.id }}>
        {row.workflow_name ?? row.name} <span className={css.id}>{row.id.slice(0, 8)}</span>
      </Link>
      <StateMark look={look} word={word} />
      <span className={css.id}>
        {versionOf(row)} · <Elapsed from={row.started_at} to={row.ended_at} /> ·{' '}
        {money(row.cost_microusd)} · <When at={row.created_at} />
      </span>
    </>
  );
}

function Tasks({ a, b }: { a: string; b: string }) {
  const before = useQuery(taskRunsQuery(a));
  const after = useQuery(taskRunsQuery(b));
  const error = before.error ?? after.error;
  if (error) return <Wrong error={error} />;
  if (!before.data || !after.data) return <Waiting />;
  return <CompareTable a={a} b={b} before={before.data} after={after.data} />;
}
