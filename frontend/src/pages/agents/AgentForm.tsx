import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api, type Shape } from '../../api/client.ts';
import { agentsQuery } from '../../api/queries.ts';
import { useTeams } from '../../app/useTeams.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import form from '../../ui/form.module.css';
import { Refused } from '../../ui/Told.tsx';
import { AgentFields } from './AgentFields.tsx';
import { type AgentTexts, NEW_AGENT, readSettings, writeSettings } from './settings.ts';

type AgentRow = Shape<'AgentRow'>;

/** Makes an agent, or changes one; the next run already follows the change. */
export function AgentForm({ agent, onDone }: { agent?: AgentRow; onDone: () => void }) {
  const [texts, setTexts] = useState<AgentTexts>(() => (agent ? readSettings(agent) : NEW_AGENT));
  const { may, teams } = useTeams();
  const queries = useQueryClient();
  const onSuccess = () => {
    void queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
    onDone();
  };
  const team = teams.find(({ capabilities }) => capabilities.includes('edit_agents'))?.id;
  const save = useMutation({ mutationFn: () => keep(texts, agent, team), onSuccess });
  const remove = useMutation({ mutationFn: () => removeAgent(agent?.id ?? ''), onSuccess });
  const mayChange = may('edit_agents', agent?.team);
  const error = save.error ?? remove.error;

  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <fieldset disabled={!mayChange} style={{ display: 'contents' }}>
        <AgentFields texts={texts} onChange={setTexts} hasState={agent !== undefined} />
      </fieldset>
      {error && <Refused error={error} />}
      {mayChange && (
        <p className={form.end}>
          {agent && (
            <Confirm
              label="Delete"
              question="Tasks that name it will show a problem."
              onSure={() => remove.mutate()}
            />
          )}
          <Button look="primary" type="submit" disabled={save.isPending}>
            {agent ? 'Save' : 'Make the agent'}
          </Button>
        </p>
      )}
    </form>
  );
}

function keep(texts: AgentTexts, agent: AgentRow | undefined, team: string | undefined) {
  const body = writeSettings(texts, agent?.settings);
  if (agent === undefined) {
    return answered(
      api.POST('/api/v1/agents', { body: { ...body, kind: 'model', ...(team ? { team } : {}) } }),
    );
  }
  const params = { path: { agent_id: agent.id } };
  return answered(
    api.PATCH('/api/v1/agents/{agent_id}', { params, body: { ...body, state: texts.state } }),
  );
}

function removeAgent(id: string) {
  return answered(api.DELETE('/api/v1/agents/{agent_id}', { params: { path: { agent_id: id } } }));
}
