import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../../api/client.ts';
import { meQuery } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import form from '../../ui/form.module.css';
import { Plus } from '../../ui/icons.ts';
import { Popup } from '../../ui/Popup.tsx';

export function NewTeam({ onMade }: { onMade: (team: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Plus size={16} aria-hidden /> New team
      </Button>
      {isOpen && (
        <Popup title="New team" onClose={() => setOpen(false)}>
          <TeamForm
            onMade={(team) => {
              setOpen(false);
              onMade(team);
            }}
          />
        </Popup>
      )}
    </>
  );
}

function TeamForm({ onMade }: { onMade: (team: string) => void }) {
  const [name, setName] = useState('');
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: () => answered(api.POST('/api/v1/teams', { body: { name: name.trim() } })),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
      onMade(id);
    },
  });
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Field label="Name" value={name} onChange={setName} isNeeded />
      {make.error && (
        <p role="alert" className={form.bad}>
          {make.error.message}
        </p>
      )}
      <p className={form.end}>
        <Button look="primary" type="submit" disabled={make.isPending || name.trim() === ''}>
          Make the team
        </Button>
      </p>
    </form>
  );
}
