import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api, type Shape } from '../../api/client.ts';
import { tokensQuery } from '../../api/queries.ts';
import { useTeams } from '../../app/useTeams.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import form from '../../ui/form.module.css';

const SCOPES: Readonly<Record<string, string>> = {
  read: 'see workflows, executions, agents, members',
  edit: 'build, comment, publish, change agents',
  run: 'start, cancel, pause, resume, retry',
  decide: 'answer approvals',
  manage: 'manage the team',
};

export function NewToken({ onMade }: { onMade: (token: Shape<'NewTokenRow'>) => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set(['read', 'run']));
  const [team, setTeam] = useState('');
  const [until, setUntil] = useState('');
  const { teams } = useTeams();
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: () =>
      answered(
        api.POST('/api/v1/tokens', {
          body: {
            name: name.trim(),
            scopes: [...scopes],
            ...(team ? { team } : {}),
            ...(until ? { expires_at: new Date(`${until}T23:59:59`).toISOString() } : {}),
          },
        }),
      ),
    onSuccess: (token) => {
      void queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
      onMade(token);
    },
  });
  const turn = (scope: string) => {
    const next = new Set(scopes);
    if (!next.delete(scope)) next.add(scope);
    setScopes(next);
  };
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Field label="Name" value={name} onChange={setName} placeholder="what will use it" isNeeded />
      <fieldset className={form.field} style={{ border: 0, padding: 0, margin: 0 }}>
        <legend>It may</legend>
        {Object.entries(SCOPES).map(([scope, about]) => (
          <label key={scope} className={form.check}>
            <input type="checkbox" checked={scopes.has(scope)} onChange={() => turn(scope)} />
            <span>
              <strong>{scope}</strong>: {about}
            </span>
          </label>
        ))}
      </fieldset>
      <div className={form.row}>
        <label className={form.field}>
          In
          <select
            className={form.input}
            value={team}
            onChange={(event) => setTeam(event.target.value)}
          >
            <option value="">all my teams</option>
            {teams.map(({ id, name: each }) => (
              <option key={id} value={id}>
                only {each}
              </option>
            ))}
          </select>
        </label>
        <Field label="Until, if it shall end" value={until} onChange={setUntil} type="date" />
      </div>
      {make.error && (
        <p role="alert" className={form.bad}>
          {make.error.message}
        </p>
      )}
      <p className={form.end}>
        <Button
          look="primary"
          type="submit"
          disabled={make.isPending || name.trim() === '' || scopes.size === 0}
        >
          Make the token
        </Button>
      </p>
    </form>
  );
}
