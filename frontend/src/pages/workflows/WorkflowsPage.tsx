import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { presentQuery, workflowsQuery } from '../../api/workflows.ts';
import { useTeams } from '../../app/useTeams.ts';
import { Button } from '../../ui/Button.tsx';
import { Plus } from '../../ui/icons.ts';
import list from '../../ui/list.module.css';
import { Page } from '../../ui/Page.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import { useRowKeys } from '../../ui/useRowKeys.ts';
import { NewWorkflow } from './NewWorkflow.tsx';
import { NoWorkflows } from './NoWorkflows.tsx';
import { WorkflowLine } from './WorkflowLine.tsx';
import css from './workflows.module.css';

const route = getRouteApi('/shell/');

/** Every workflow of one's teams: how it last ran, who changed it, who is in it now. */
export function WorkflowsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const found = useInfiniteQuery(workflowsQuery(search));
  const present = useQuery(presentQuery).data;
  const { may, teams } = useTeams();
  const [isMaking, setMaking] = useState(false);
  const onKeyDown = useRowKeys();
  const rows = found.data ?? [];

  return (
    <Page
      title={search.archived ? 'Archived workflows' : 'Workflows'}
      actions={
        may('edit') && (
          <Button look="primary" onClick={() => setMaking(true)}>
            <Plus size={16} aria-hidden /> New workflow
          </Button>
        )
      }
    >
      <div className={list.tools}>
        <SearchField
          label="Search workflows"
          value={search.search ?? ''}
          onChange={(text) =>
            void navigate({ search: { ...search, search: text || undefined }, replace: true })
          }
        />
        {teams.length > 1 && (
          <select
            className={list.select}
            aria-label="Team"
            value={search.team ?? ''}
            onChange={({ target }) =>
              void navigate({ search: { ...search, team: target.value || undefined } })
            }
          >
            <option value="">All teams</option>
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <Button
          look="quiet"
          aria-pressed={search.archived === true}
          onClick={() =>
            void navigate({ search: { ...search, archived: search.archived ? undefined : true } })
          }
        >
          Archived
        </Button>
      </div>
      {found.isPending && <Waiting />}
      {found.error && <Wrong error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && rows.length === 0 && (
        <NoWorkflows search={search} mayMake={may('edit')} onMake={() => setMaking(true)} />
      )}
      {rows.length > 0 && (
        <section className={list.list} aria-label="Workflows" onKeyDown={onKeyDown}>
          <div className={`${list.row} ${list.heads} ${css.row}`} aria-hidden="true">
            <span>Name</span>
            <span className={css.runs}>Last runs</span>
            <span className={css.version}>Version</span>
            <span className={css.changed}>Changed</span>
            <span className={css.people}>Here now</span>
            <span />
          </div>
          <ul>
            {rows.map((row) => (
              <WorkflowLine key={row.id} row={row} present={present?.get(row.id) ?? []} />
            ))}
          </ul>
        </section>
      )}
      {found.hasNextPage && (
        <Button
          className={list.more ?? ''}
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      {isMaking && <NewWorkflow onClose={() => setMaking(false)} />}
    </Page>
  );
}
