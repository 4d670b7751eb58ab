import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api, type Shape } from '../../api/client.ts';
import { invitationsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import form from '../../ui/form.module.css';
import { ROLES, type Role } from './roles.ts';
import css from './team.module.css';

const DAYS: readonly (readonly [number, string])[] = [
  [1, 'one day'],
  [7, '7 days'],
  [30, '30 days'],
];
const PEOPLE: readonly (readonly [number, string])[] = [
  [1, 'one person'],
  [5, 'up to 5 people'],
  [25, 'up to 25 people'],
];

interface Props {
  readonly team: string;
  readonly onMade: (invitation: Shape<'NewInvitationRow'>) => void;
}

export function InviteForm({ team, onMade }: Props) {
  const [role, setRole] = useState<Role>('editor');
  const [days, setDays] = useState(7);
  const [people, setPeople] = useState(1);
  const [note, setNote] = useState('');
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: () =>
      answered(
        api.POST('/api/v1/teams/{team_id}/invitations', {
          params: { path: { team_id: team } },
          body: { role, days, max_uses: people, note: note.trim() },
        }),
      ),
    onSuccess: (invitation) => {
      void queries.invalidateQueries({ queryKey: invitationsQuery(team).queryKey });
      onMade(invitation);
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
      <fieldset className={`${form.field} ${css.choice}`}>
        <legend>As</legend>
        {ROLES.map(({ role: each, about }) => (
          <label key={each} className={form.check}>
            <input
              type="radio"
              name="role"
              checked={role === each}
              onChange={() => setRole(each)}
            />
            <span>
              <strong>{each}</strong>: {about}
            </span>
          </label>
        ))}
      </fieldset>
      <div className={form.row}>
        <Choice label="Good for" value={people} choices={PEOPLE} onChange={setPeople} />
        <Choice label="Ends after" value={days} choices={DAYS} onChange={setDays} />
      </div>
      <Field
        label="For whom (optional)"
        value={note}
        onChange={setNote}
        placeholder="a name or an address"
        hint="Only owners see it. Nothing is sent: you pass the link on yourself."
      />
      {make.error && (
        <p role="alert" className={form.bad}>
          {make.error.message}
        </p>
      )}
      <p className={form.end}>
        <Button look="primary" type="submit" disabled={make.isPending}>
          Make the link
        </Button>
      </p>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: number;
  readonly choices: readonly (readonly [number, string])[];
  readonly onChange: (value: number) => void;
}

function Choice({ label, value, choices, onChange }: ChoiceProps) {
  return (
    <label className={form.field}>
      {label}
      <select
        className={form.input}
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
