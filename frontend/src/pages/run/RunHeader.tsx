import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { workflowQuery } from '../../api/queries.ts';
import { Elapsed } from '../../runs/Elapsed.tsx';
import { executionLook } from '../../runs/executionLook.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { useExecutionSummary } from '../../runs/useExecution.ts';
import { amount, money } from '../../ui/money.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { When } from '../../ui/When.tsx';
import { versionOf } from '../executions/ExecutionLine.tsx';
import { CriticalLength } from './CriticalLength.tsx';
import css from './run.module.css';
import { StateCounts } from './StateCounts.tsx';
import { Steering } from './Steering.tsx';

/** How the run stands, in one look. */
export function RunHeader() {
  const { execution } = useRunHere();
  const live = useExecutionSummary();
  const state = live?.state ?? execution.state;
  const { look, word } = executionLook({ ...execution, state });
  const name = execution.workflow_name ?? (execution.name || 'A document');
  const workflow = useQuery(workflowQuery(execution.workflow ?? '')).data;
  const short = execution.id.slice(0, 8);

  useEffect(() => {
    document.title = `${word} · ${name} · Orchestrator`;
  }, [word, name]);

  return (
    <header className={css.header}>
      <div className={css.titles}>
        <p className={css.crumb}>
          {execution.workflow ? (
            <Link to="/workflows/$workflowId" params={{ workflowId: execution.workflow }}>
              {name}
            </Link>
          ) : (
            name
          )}
          {workflow?.archived_at && <span className={css.archived}>archived</span>} /
        </p>
        <h1>
          Run <span className={css.id}>{short}</span>
        </h1>
        <StateMark look={look} word={word} />
        <Steering state={state} />
      </div>
      <dl className={css.facts}>
        <Fact name="Elapsed">
          <Elapsed
            from={live?.started_at ?? execution.started_at}
            to={live?.ended_at ?? execution.ended_at}
          />
        </Fact>
        <CriticalLength />
        {execution.input_tokens + execution.output_tokens > 0 && (
          <Fact name="Tokens in / out">
            {amount(execution.input_tokens)} / {amount(execution.output_tokens)}
          </Fact>
        )}
        <Fact name="Cost">{money(execution.cost_microusd)}</Fact>
        <Fact name="Tasks">
          <StateCounts />
        </Fact>
        <Fact name="Version">{versionOf(execution)}</Fact>
        <Fact name="Started">
          <span className={css.words}>
            <When at={execution.created_at} />
            {execution.started_by ? ` by ${execution.started_by}` : ''}
            {execution.trigger !== 'api' && ` (${execution.trigger})`}
          </span>
        </Fact>
        {execution.retry_of && (
          <Fact name="Retry of">
            <Link to="/executions/$executionId" params={{ executionId: execution.retry_of }}>
              {execution.retry_of.slice(0, 8)}
            </Link>{' '}
            <Link
              to="/executions/compare"
              search={{ a: execution.retry_of, b: execution.id }}
              className={css.words}
            >
              compare
            </Link>
          </Fact>
        )}
      </dl>
    </header>
  );
}

export function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
