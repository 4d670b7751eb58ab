import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { executionQuery } from '../../api/executions.ts';
import type { RunTab } from '../../app/search.ts';
import { RunContext } from '../../runs/runContext.ts';
import { ExecutionContext } from '../../runs/useExecution.ts';
import { useFeed } from '../../runs/useFeed.ts';
import { Guarded } from '../../ui/Guarded.tsx';
import { later } from '../../ui/later.ts';
import { Page } from '../../ui/Page.tsx';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import { FailureNote } from './FailureNote.tsx';
import { AwayNote, GoneNote, isGone } from './GoneNote.tsx';
import { Questions } from './Questions.tsx';
import { RunHeader } from './RunHeader.tsx';
import { RunTabs } from './RunTabs.tsx';
import css from './run.module.css';
import { TaskPanel } from './TaskPanel.tsx';
import { useFreshExecution } from './useFreshExecution.ts';
import { useRunDocument } from './useRunDocument.ts';

const route = getRouteApi('/shell/executions/$executionId');
const PARTS = {
  graph: later(async () => (await import('./GraphTab.tsx')).GraphTab),
  timeline: later(async () => (await import('./TimelineTab.tsx')).TimelineTab),
  data: later(async () => (await import('./DataTab.tsx')).DataTab),
  messages: later(async () => (await import('./MessagesTab.tsx')).MessagesTab),
  events: later(async () => (await import('./EventsTab.tsx')).EventsTab),
  logs: later(async () => (await import('./LogsTab.tsx')).LogsTab),
};

/** One run, as it happens and afterwards. */
export function RunPage() {
  const { executionId } = route.useParams();
  const { tab = 'graph', task } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery(executionQuery(executionId));
  const feed = useFeed(executionId);
  useFreshExecution(feed, executionId);
  const here = useRunDocument(found.data);

  if (found.data === undefined) {
    return (
      <Page title="Run" crumb={<Link to="/executions">Executions</Link>}>
        {found.isPending && <Waiting />}
        {found.error && <Wrong error={found.error} onRetry={() => void found.refetch()} />}
      </Page>
    );
  }
  const select = (subject: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, task: subject }), replace: true });
  return (
    <ExecutionContext value={feed}>
      <RunContext value={{ ...here, execution: found.data, selected: task, select }}>
        <main id="main" tabIndex={-1} className={css.run}>
          <RunHeader />
          <div className={css.notes}>
            {isGone(found.error) && <GoneNote />}
            {found.error && !isGone(found.error) && <AwayNote />}
            <FailureNote />
            <Questions />
          </div>
          <RunTabs tab={tab} />
          <div className={css.body} data-panel={task !== undefined || undefined}>
            <section className={css.part} aria-label={`${tab} of the run`}>
              <Guarded key={tab}>
                <Suspense fallback={<Waiting />}>{feed && <View tab={tab} />}</Suspense>
              </Guarded>
            </section>
            {task !== undefined && <TaskPanel key={task} subject={task} />}
          </div>
        </main>
      </RunContext>
    </ExecutionContext>
  );
}

function View({ tab }: { tab: RunTab }) {
  const Part = PARTS[tab].get();
  return <Part />;
}
