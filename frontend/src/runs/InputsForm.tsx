import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import form from '../ui/form.module.css';
import type { Json } from '../workflow/json.ts';
import { InputFields } from './InputFields.tsx';
import { type Inputs, turned } from './inputs.ts';
import { RawInputs } from './RawInputs.tsx';

interface Props {
  readonly schema: Json | undefined;
  readonly inputs: Inputs;
  readonly onChange: (inputs: Inputs) => void;
}

/** The inputs of a run: a field for each, or all as JSON for who knows better than the form. */
export function InputsForm({ schema, inputs, onChange }: Props) {
  const [wrong, setWrong] = useState('');
  const turn = () => {
    const next = turned(schema, inputs);
    setWrong(typeof next === 'string' ? next : '');
    if (typeof next !== 'string') onChange(next);
  };
  return (
    <>
      {inputs.is === 'fields' ? (
        <InputFields
          schema={schema}
          texts={inputs.texts}
          onChange={(texts) => onChange({ is: 'fields', texts })}
        />
      ) : (
        <RawInputs text={inputs.text} onChange={(text) => onChange({ is: 'json', text })} />
      )}
      <p>
        <Button look="quiet" onClick={turn}>
          {inputs.is === 'fields' ? 'Write them as JSON' : 'Back to the form'}
        </Button>
      </p>
      {wrong && (
        <p role="alert" className={form.bad}>
          {wrong}
        </p>
      )}
    </>
  );
}
