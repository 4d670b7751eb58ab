import { useId } from 'react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { type FieldProps, helpOf, labelOf } from './FieldInput.tsx';
import css from './inspector.module.css';

export function ChoiceField({ spec, value, error, onChange }: FieldProps) {
  const mayEdit = useMayEdit();
  const id = useId();
  const choices = (spec.schema.enum as readonly unknown[]).map((each) =>
    each === null ? 'null' : String(each),
  );
  const unset =
    spec.schema.default === undefined ? 'not set' : `${String(spec.schema.default)} (default)`;
  const { help } = helpOf(spec);
  return (
    <div className={css.field}>
      <label htmlFor={id}>{labelOf(spec)}</label>
      <select
        id={id}
        className={css.input}
        disabled={!mayEdit}
        value={value === undefined ? '' : String(value)}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      >
        <option value="">{unset}</option>
        {[...new Set(choices)].map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      {(error ?? help) && <p className={error ? css.error : css.help}>{error ?? help}</p>}
    </div>
  );
}
