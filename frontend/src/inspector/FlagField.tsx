import { useMayEdit } from '../collaboration/roomContext.ts';
import { type FieldProps, helpOf, labelOf } from './FieldInput.tsx';
import css from './inspector.module.css';

export function FlagField({ spec, value, onChange }: FieldProps) {
  const mayEdit = useMayEdit();
  const { help } = helpOf(spec);
  return (
    <div className={css.field}>
      <label className={css.flag}>
        <input
          type="checkbox"
          disabled={!mayEdit}
          checked={(value ?? spec.schema.default) === true}
          onChange={(event) => onChange(event.target.checked)}
        />
        {labelOf(spec)}
      </label>
      {help && <p className={css.help}>{help}</p>}
    </div>
  );
}
