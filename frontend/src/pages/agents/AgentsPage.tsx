import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Shape } from '../../api/client.ts';
import { agentsQuery } from '../../api/queries.ts';
import { useTeams } from '../../app/useTeams.ts';
import { Button } from '../../ui/Button.tsx';
import { Plus } from '../../ui/icons.ts';
import list from '../../ui/list.module.css';
import { Page } from '../../ui/Page.tsx';
import { Popup } from '../../ui/Popup.tsx';
import { Empty, Waiting, Wrong } from '../../ui/Told.tsx';
import { useRowKeys } from '../../ui/useRowKeys.ts';
import { AgentForm } from './AgentForm.tsx';
import { AgentLine } from './AgentLine.tsx';
import css from './agents.module.css';

type AgentRow = Shape<'AgentRow'>;

/** The team's agents: which model each asks and with what instructions. */
export function AgentsPage() {
  const found = useQuery(agentsQuery);
  const { may } = useTeams();
  const [opened, setOpened] = useState<AgentRow | 'new'>();
  const onKeyDown = useRowKeys();
  const rows = found.data ?? [];
  const add = may('edit_agents') && (
    <Button look="primary" onClick={() => setOpened('new')}>
      <Plus size={16} aria-hidden /> New agent
    </Button>
  );
  return (
    <Page title="Agents" actions={add}>
      {found.isPending && <Waiting rows={4} />}
      {found.error && <Wrong error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && rows.length === 0 && (
        <Empty title="No agents yet">
          <p>
            An agent is a model with instructions; tasks of workflows name it, or ask for its
            skills.
          </p>
          {add}
        </Empty>
      )}
      {rows.length > 0 && (
        <section className={list.list} aria-label="Agents" onKeyDown={onKeyDown}>
          <div className={`${list.row} ${list.heads} ${css.row}`} aria-hidden="true">
            <span>Name</span>
            <span className={css.wide}>Model</span>
            <span className={css.wide}>Can</span>
            <span className={`${list.number} ${css.wide}`}>At once</span>
            <span>State</span>
          </div>
          <ul>
            {rows.map((row) => (
              <AgentLine key={row.id} row={row} onOpen={() => setOpened(row)} />
            ))}
          </ul>
        </section>
      )}
      {opened !== undefined && (
        <Popup
          title={opened === 'new' ? 'New agent' : opened.name}
          place="side"
          onClose={() => setOpened(undefined)}
        >
          <AgentForm
            {...(opened === 'new' ? {} : { agent: opened })}
            onDone={() => setOpened(undefined)}
          />
        </Popup>
      )}
    </Page>
  );
}
