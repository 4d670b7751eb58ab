import { useState } from 'react';
import { useWorkflow } from '../collaboration/roomContext.ts';
import { InputsForm } from '../runs/InputsForm.tsx';
import { readInputs, startInputs } from '../runs/inputs.ts';
import { Button } from '../ui/Button.tsx';
import { focusFirstField } from '../ui/focusFirstField.ts';
import form from '../ui/form.module.css';
import { Refused } from '../ui/Told.tsx';
import { useDesigner, useSignal } from './designerContext.ts';
import { PartPlan } from './PartPlan.tsx';
import { useRun } from './useRun.ts';

/** The inputs of a run, by the schema that the workflow declares. */
export default function RunInputs() {
  const designer = useDesigner();
  const { inputs } = useWorkflow();
  const run = useRun();
  const overlay = useSignal(designer.overlay);
  const part = overlay.is === 'run' ? (overlay.part ?? {}) : {};
  const [written, setWritten] = useState(() => startInputs(inputs));
  const [wrong, setWrong] = useState('');

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const read = readInputs(inputs, written);
    setWrong(typeof read === 'string' ? read : '');
    if (typeof read !== 'string') run.start({ inputs: read });
  };
  return (
    <form ref={focusFirstField} className={form.form} onSubmit={submit}>
      <InputsForm schema={inputs} inputs={written} onChange={setWritten} />
      <PartPlan part={part} />
      {wrong && (
        <p role="alert" className={form.bad}>
          {wrong}
        </p>
      )}
      {run.refusal && !wrong && <Refused error={run.refusal} />}
      <p className={form.end}>
        <Button onClick={() => designer.close()}>Cancel</Button>
        <Button look="primary" type="submit" disabled={run.isStarting}>
          {run.isStarting ? 'Starting…' : 'Run'}
        </Button>
      </p>
    </form>
  );
}
