import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { executionQuery, newestExecutionsQuery, taskRunsQuery } from '../../api/executions.ts';
import type { ComparisonSearch } from '../../app/search.ts';
import { Elapsed } from '../../runs/Elapsed.tsx';
import { type ExecutionRow, executionLook } from '../../runs/executionLook.ts';
import { money } from '../../ui/money.ts';
import { Page } from '../../ui/Page.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Empty, Waiting, Wrong } from '../../ui/Told.tsx';
import { When } from '../../ui/When.tsx';
import { CompareTable } from './CompareTable.tsx';
import { asText, Part } from './DifferencesOf.tsx';
import { versionOf } from './ExecutionLine.tsx';
import css from './executions.module.css';

const route = getRouteApi('/shell/executions/compare');

/** Two runs beside each other: task by task, how time, cost and output differ. */
export function ComparePage() {
  const { a, b } = route.useSearch();
  if (!a || !b) {
    return (
      <Page title="Compare two runs">
        {a ? (
          <OtherRun a={a} />
        ) : (
          <Empty title="Choose two runs">
            <p>
              Tick two in <Link to="/executions">the list of executions</Link>, then compare them.
            </p>
          </Empty>
        )}
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
      <Whole a={a} b={b} />
      <Tasks a={a} b={b} />
    </Page>
  );
}

/** One run is chosen: with which other of its workflow is it compared? */
function OtherRun({ a }: { a: string }) {
  const { data: row, error } = useQuery(executionQuery(a));
  const workflow = row?.workflow ?? '';
  const others = useQuery({ ...newestExecutionsQuery(workflow, a), enabled: workflow !== '' });
  if (error ?? others.error) return <Wrong error={(error ?? others.error) as Error} />;
  if (row && !row.workflow) return <Empty title="This run is of no workflow" />;
  if (!row || !others.data) return <Waiting />;
  const found = others.data.filter(({ id }) => id !== a);
  return (
    <>
      <div className={css.heads2}>
        <Side id={a} name="Chosen" />
      </div>
      <h2 className={css.part}>Compare it with</h2>
      {found.length === 0 && <Empty title="Its workflow has no other run" />}
      <ul className={css.others}>
        {found.map((each) => (
          <li key={each.id}>
            <Link to="/executions/compare" search={inOrder(row, each)}>
              <span className={css.id}>{each.id.slice(0, 8)}</span>
            </Link>
            <StateMark {...executionLook(each)} />
            <span className={css.id}>
              {versionOf(each)} · <Elapsed from={each.started_at} to={each.ended_at} /> ·{' '}
              <When at={each.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The older one is what was before. */
function inOrder(one: Begun, other: Begun): ComparisonSearch {
  const isLater = Date.parse(one.created_at) > Date.parse(other.created_at);
  return isLater ? { a: other.id, b: one.id } : { a: one.id, b: other.id };
}

type Begun = Pick<ExecutionRow, 'id' | 'created_at'>;

/** What both runs were given, where it differs, and what they gave. */
function Whole({ a, b }: { a: string; b: string }) {
  const { data: before } = useQuery(executionQuery(a));
  const { data: after } = useQuery(executionQuery(b));
  if (!before || !after) return null;
  return (
    <div className={css.differences}>
      <Part
        level={2}
        name="Inputs of the run"
        before={asText(before.inputs)}
        after={asText(after.inputs)}
      />
      <Part
        level={2}
        name="Outputs of the run"
        before={asText(before.outputs_are_cut ? before.outputs_beginning : before.outputs)}
        after={asText(after.outputs_are_cut ? after.outputs_beginning : after.outputs)}
      />
    </div>
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
