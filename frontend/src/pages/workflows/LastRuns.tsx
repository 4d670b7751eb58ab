import { Link } from '@tanstack/react-router';
import type { WorkflowRow } from '../../api/workflows.ts';
import { type ExecutionRow, executionLook } from '../../runs/executionLook.ts';
import { signOf } from '../../runs/states.ts';
import list from '../../ui/list.module.css';
import { When } from '../../ui/When.tsx';
import css from './workflows.module.css';

const MOST = 5;

/** The newest runs as signs, the newest last; each leads to its run. */
export function LastRuns({ row, runs }: { row: WorkflowRow; runs: readonly ExecutionRow[] }) {
  const shown = runs.slice(0, MOST).reverse();
  return (
    <span className={`${css.runs} ${list.above}`}>
      {shown.map((run) => {
        const { look, word } = executionLook(run);
        return (
          <Link
            key={run.id}
            to="/executions/$executionId"
            params={{ executionId: run.id }}
            className={css.run}
            data-look={look}
            title={word}
            aria-label={`Run of ${row.name}: ${word}`}
          >
            {signOf(look)}
          </Link>
        );
      })}
      <span className={list.faint}>
        {row.last_execution_at === null ? 'never run' : <When at={row.last_execution_at} />}
      </span>
    </span>
  );
}
