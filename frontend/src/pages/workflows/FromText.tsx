import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import form from '../../ui/form.module.css';
import { Refused } from '../../ui/Told.tsx';
import { useImport } from './useMake.ts';
import css from './workflows.module.css';

/** A workflow as JSON or YAML: pasted, chosen, or dropped here. */
export function FromText({ team }: { team: string }) {
  const [text, setText] = useState('');
  const [isOver, setOver] = useState(false);
  const make = useImport();
  const read = async (file: File | undefined) => {
    if (file !== undefined) setText(await file.text());
  };
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ team, text });
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a file can be chosen below as well */}
      <div
        className={css.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void read(event.dataTransfer.files[0]);
        }}
      >
        <label className={form.field}>
          JSON or YAML of a workflow
          <textarea
            className={form.input}
            data-mono
            rows={10}
            required
            spellCheck={false}
            placeholder={'schema: 1\nname: …\ntasks: …'}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      </div>
      <label className={form.field}>
        or a file, chosen here or dropped above
        <input
          type="file"
          accept=".json,.yaml,.yml,application/json,application/yaml"
          onChange={(event) => void read(event.target.files?.[0])}
        />
      </label>
      {make.error && <Refused error={make.error} />}
      <p className={form.end}>
        <Button look="primary" type="submit" disabled={make.isPending || text.trim() === ''}>
          Import
        </Button>
      </p>
    </form>
  );
}
