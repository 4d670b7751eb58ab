import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { workflowQuery } from '../../api/queries.ts';
import { useTeams } from '../../app/useTeams.ts';
import list from '../../ui/list.module.css';
import { Page } from '../../ui/Page.tsx';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import ui from '../../ui/ui.module.css';
import { ExecutionList } from '../executions/ExecutionList.tsx';
import { RunForm } from './RunForm.tsx';
import { WorkflowMenu } from './WorkflowMenu.tsx';
import css from './workflows.module.css';

const route = getRouteApi('/shell/workflows/$workflowId');

/** One workflow: run it with inputs, and its earlier runs. */
export function WorkflowPage() {
  const { workflowId } = route.useParams();
  const { data: row, error, isPending, refetch } = useQuery(workflowQuery(workflowId));
  const { may } = useTeams();
  if (row === undefined) {
    return (
      <Page title="Workflow">
        {isPending && <Waiting />}
        {error && <Wrong error={error} onRetry={() => void refetch()} />}
      </Page>
    );
  }
  return (
    <Page
      title={row.name}
      crumb={
        <>
          <Link to="/">Workflows</Link> /
        </>
      }
      beside={
        <span className={list.chip}>
          {row.newest_version === null ? 'draft' : `v${row.newest_version}`}
        </span>
      }
      actions={
        <>
          <DesignLink id={row.id} mayEdit={may('edit', row.team)} />
          <WorkflowMenu row={row} />
        </>
      }
    >
      {row.description && <p className={css.lead}>{row.description}</p>}
      <div className={css.columns}>
        <RunForm row={row} mayRun={may('run', row.team)} />
        <section className={css.section}>
          <h2>Runs</h2>
          <ExecutionList search={{ workflow: row.id }} isOfOne />
        </section>
      </div>
    </Page>
  );
}

function DesignLink({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  return (
    <Link to="/workflows/$workflowId/design" params={{ workflowId: id }} className={ui.button}>
      {mayEdit ? 'Design' : 'Open'}
    </Link>
  );
}
