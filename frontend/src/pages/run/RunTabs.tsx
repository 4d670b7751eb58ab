import { Link } from '@tanstack/react-router';
import type { RunTab } from '../../app/search.ts';
import { useRunHere } from '../../runs/runContext.ts';
import css from './run.module.css';

const TABS: Readonly<Record<RunTab, string>> = {
  graph: 'Graph',
  timeline: 'Timeline',
  data: 'Data',
  messages: 'Messages',
  events: 'Events',
  logs: 'Logs',
};

export function RunTabs({ tab }: { tab: RunTab }) {
  const { execution } = useRunHere();
  return (
    <nav className={css.tabs} aria-label="Views of the run">
      {Object.entries(TABS).map(([name, title]) => (
        <Link
          key={name}
          to="/executions/$executionId"
          params={{ executionId: execution.id }}
          search={(before) => ({
            ...before,
            tab: name === 'graph' ? undefined : (name as RunTab),
          })}
          activeOptions={{ exact: true, explicitUndefined: true }}
          data-on={name === tab || undefined}
          replace
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
