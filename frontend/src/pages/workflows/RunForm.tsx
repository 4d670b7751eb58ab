import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { runnableDocument, startWorkflow, type WorkflowRow } from '../../api/workflows.ts';
import { InputsForm } from '../../runs/InputsForm.tsx';
import { type Inputs, inputNames, readInputs, startInputs } from '../../runs/inputs.ts';
import { Button } from '../../ui/Button.tsx';
import form from '../../ui/form.module.css';
import { Play } from '../../ui/icons.ts';
import { Refused, Wrong } from '../../ui/Told.tsx';
import type { JsonObject } from '../../workflow/json.ts';
import css from './workflows.module.css';

/** The inputs of what Run starts, and Run. */
export function RunForm({ row, mayRun }: { row: WorkflowRow; mayRun: boolean }) {
  const document = useQuery({
    queryKey: ['runnable', row.id, row.newest_version, row.changed_at],
    queryFn: () => runnableDocument(row),
  });
  const what = row.newest_version === null ? 'the draft' : `version ${row.newest_version}`;
  return (
    <section className={css.card}>
      <h2>Run {what}</h2>
      {!mayRun && <p className={form.hint}>Your role in this team lets you look, not run.</p>}
      {document.error && <Wrong error={document.error} onRetry={() => void document.refetch()} />}
      {mayRun && document.data && <Fields row={row} schema={document.data.inputs as JsonObject} />}
    </section>
  );
}

function Fields({ row, schema }: { row: WorkflowRow; schema: JsonObject | undefined }) {
  const [inputs, setInputs] = useState<Inputs>(() => startInputs(schema));
  const [wrong, setWrong] = useState('');
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: (inputs: JsonObject) => startWorkflow(row, inputs),
    onSuccess: ({ id }) =>
      navigate({ to: '/executions/$executionId', params: { executionId: id } }),
  });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const read = readInputs(schema, inputs);
    setWrong(typeof read === 'string' ? read : '');
    if (typeof read !== 'string') start.mutate(read);
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {inputNames(schema).length > 0 && (
        <InputsForm schema={schema} inputs={inputs} onChange={setInputs} />
      )}
      {wrong && (
        <p role="alert" className={form.bad}>
          {wrong}
        </p>
      )}
      {start.error && !wrong && <Refused error={start.error} />}
      <p className={form.end}>
        <Button look="primary" type="submit" disabled={start.isPending}>
          <Play size={14} aria-hidden /> {start.isPending ? 'Starting…' : 'Run'}
        </Button>
      </p>
    </form>
  );
}
