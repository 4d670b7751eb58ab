import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import form from '../../ui/form.module.css';
import { Wrong } from '../../ui/Told.tsx';
import { useMake } from './useMake.ts';

export function FromNothing({ team }: { team: string }) {
  const [name, setName] = useState('');
  const make = useMake();
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ team, name: name.trim() });
      }}
    >
      <label className={form.field}>
        Name
        <input
          className={form.input}
          // biome-ignore lint/a11y/noAutofocus: it is the one thing that was asked for
          autoFocus
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      {make.error && <Wrong error={make.error} />}
      <p className={form.end}>
        <Button look="primary" type="submit" disabled={make.isPending || name.trim() === ''}>
          Open an empty canvas
        </Button>
      </p>
    </form>
  );
}
