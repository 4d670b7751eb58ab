import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api, type Shape } from '../../api/client.ts';
import { membersQuery } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import form from '../../ui/form.module.css';

type Role = Shape<'MemberBody'>['role'];

/** Adds somebody who has an account here, by their user name. */
export function AddMember({ team }: { team: string }) {
  const [username, setUsername] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: () =>
      answered(
        api.POST('/api/v1/teams/{team_id}/members', {
          params: { path: { team_id: team } },
          body: { username: username.trim(), role },
        }),
      ),
    onSuccess: () => {
      setUsername('');
      void queries.invalidateQueries({ queryKey: membersQuery(team).queryKey });
    },
  });
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <div className={form.row}>
        <Field label="Add by user name" value={username} onChange={setUsername} isNeeded />
        <label className={form.field}>
          Role
          <select
            className={form.input}
            value={role}
            onChange={(event) => setRole(event.target.value as Role)}
          >
            <option>viewer</option>
            <option>editor</option>
            <option>owner</option>
          </select>
        </label>
        <Button type="submit" disabled={add.isPending}>
          Add
        </Button>
      </div>
      {add.error && (
        <p role="alert" className={form.bad}>
          {add.error.message}
        </p>
      )}
    </form>
  );
}
