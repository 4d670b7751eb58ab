import { Link } from '@tanstack/react-router';
import { Elapsed } from '../../runs/Elapsed.tsx';
import { type ExecutionRow, executionLook } from '../../runs/executionLook.ts';
import list from '../../ui/list.module.css';
import { money } from '../../ui/money.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { When } from '../../ui/When.tsx';
import css from './executions.module.css';

interface Props {
  readonly row: ExecutionRow;
  readonly isOfOne: boolean;
  readonly isChosen?: boolean;
  readonly onChoose?: (id: string) => void;
}

export function ExecutionLine({ row, isOfOne, isChosen = false, onChoose }: Props) {
  const { look, word } = executionLook(row);
  const short = row.id.slice(0, 8);
  const name = row.workflow_name ?? row.name;
  return (
    <li className={`${list.row} ${css.row}`}>
      {onChoose && (
        <input
          type="checkbox"
          className={`${list.above} ${css.check}`}
          aria-label={`Choose run ${short} of ${name}`}
          checked={isChosen}
          onChange={() => onChoose(row.id)}
        />
      )}
      <StateMark look={look} word={word} />
      <div className={`${list.main} ${css.name}`}>
        <Link
          to="/executions/$executionId"
          params={{ executionId: row.id }}
          className={list.name}
          data-row
        >
          {isOfOne ? <span className={list.mono}>{short}</span> : name}
          {!isOfOne && <span className={css.id}> {short}</span>}
        </Link>
        {row.workflow === null && <p className={list.about}>not saved as a workflow</p>}
        {row.error_message && look === 'failed' && (
          <p className={list.about}>{row.error_message}</p>
        )}
      </div>
      <span className={css.version}>
        <span className={list.chip}>{versionOf(row)}</span>
      </span>
      <span className={`${list.faint} ${css.started}`}>
        <When at={row.created_at} />
        {row.started_by ? ` by ${row.started_by}` : ` · ${row.trigger}`}
      </span>
      <span className={`${list.number} ${css.took}`}>
        <Elapsed from={row.started_at} to={row.ended_at} />
      </span>
      <span className={`${list.number} ${css.cost}`}>{money(row.cost_microusd)}</span>
    </li>
  );
}

export function versionOf(row: ExecutionRow): string {
  return row.draft_run || row.version_number === null ? 'draft' : `v${row.version_number}`;
}
