import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../../api/client.ts';
import { meQuery } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import form from '../../ui/form.module.css';

export function TeamName({ team, name }: { team: string; name: string }) {
  const [text, setText] = useState(name);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      answered(
        api.PATCH('/api/v1/teams/{team_id}', {
          params: { path: { team_id: team } },
          body: { name: text.trim() },
        }),
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  const isChanged = text.trim() !== '' && text.trim() !== name;
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className={form.row}>
        <Field label="Name of the team" value={text} onChange={setText} isNeeded />
        <Button type="submit" disabled={!isChanged || save.isPending}>
          Rename
        </Button>
      </div>
      {save.error && (
        <p role="alert" className={form.bad}>
          {save.error.message}
        </p>
      )}
    </form>
  );
}
