import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Shape } from '../../api/client.ts';
import { newestExecutionsQuery, type WorkflowRow } from '../../api/workflows.ts';
import { useTeams } from '../../app/useTeams.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Play } from '../../ui/icons.ts';
import list from '../../ui/list.module.css';
import { When } from '../../ui/When.tsx';
import { LastRuns } from './LastRuns.tsx';
import { useStart } from './useStart.ts';
import { WorkflowMenu } from './WorkflowMenu.tsx';
import css from './workflows.module.css';

interface Props {
  readonly row: WorkflowRow;
  readonly present: readonly Shape<'PresentRow'>[];
}

export function WorkflowLine({ row, present }: Props) {
  const { may } = useTeams();
  const runs = useQuery(newestExecutionsQuery).data?.get(row.id) ?? [];
  const start = useStart();

  return (
    <li className={`${list.row} ${css.row}`}>
      <div className={list.main}>
        <Link
          to="/workflows/$workflowId/design"
          params={{ workflowId: row.id }}
          className={list.name}
          data-row
        >
          {row.name}
        </Link>
        {row.description && <p className={list.about}>{row.description}</p>}
      </div>
      <LastRuns row={row} runs={runs} />
      <span className={css.version}>
        <span className={list.chip}>
          {row.newest_version === null ? 'draft' : `v${row.newest_version}`}
        </span>
      </span>
      <span className={`${list.faint} ${css.changed}`}>
        {row.changed_by ?? row.created_by} <When at={row.changed_at} />
      </span>
      <People present={present} />
      <span className={`${list.above} ${css.buttons}`}>
        {may('run', row.team) && row.archived_at === null && (
          <Button
            aria-label={`Run ${row.name}`}
            disabled={start.isPending}
            onClick={() => start.mutate(row)}
          >
            <Play size={14} aria-hidden /> Run
          </Button>
        )}
        <WorkflowMenu row={row} />
      </span>
      {start.error && (
        <p role="alert" className={css.refused}>
          {start.error.message}
        </p>
      )}
    </li>
  );
}

function People({ present }: Pick<Props, 'present'>) {
  const people = [...new Map(present.map((each) => [each.username, each])).values()];
  const names = people.map(({ name }) => name).join(', ');
  return (
    <span className={css.people} title={names}>
      {people.slice(0, 4).map(({ username, name, color }) => (
        <Avatar key={username} name={name} color={color} />
      ))}
      {people.length > 4 && <span className={list.mono}>+{people.length - 4}</span>}
      {people.length > 0 && <span className={css.hidden}>Here now: {names}</span>}
    </span>
  );
}
