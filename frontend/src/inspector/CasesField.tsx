import { useMayEdit } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { X } from '../ui/icons.ts';
import { Said } from '../ui/Said.tsx';
import { isObject } from '../workflow/json.ts';
import { type FieldProps, helpOf, labelOf } from './FieldInput.tsx';
import css from './inspector.module.css';
import { PlainField } from './PlainField.tsx';
import { Preview } from './Preview.tsx';

/** The ways out of a branch, tried from top to bottom. */
export function CasesField({ spec, value, error, onChange, task }: FieldProps) {
  const mayEdit = useMayEdit();
  const cases = (Array.isArray(value) ? value : []).map((each) => (isObject(each) ? each : {}));
  const set = (at: number, part: { name?: string; when?: string }) =>
    onChange(cases.with(at, { ...cases[at], ...part }));
  const { help } = helpOf(spec);

  return (
    <fieldset className={css.group}>
      <legend>{labelOf(spec)}</legend>
      {cases.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cases have no identity but their place
        <div key={at} className={css.pair}>
          <PlainField
            label={`Outcome ${at + 1}`}
            isLabelHidden
            value={String(each.name ?? '')}
            onChange={(name) => set(at, { name })}
          />
          <PlainField
            label={`When ${String(each.name ?? '')} is taken`}
            isLabelHidden
            isCode
            writing="condition"
            hint="an expression"
            value={String(each.when ?? '')}
            onChange={(when) => set(at, { when })}
          />
          {mayEdit && cases.length > 1 && (
            <Button
              look="quiet"
              aria-label={`Remove ${String(each.name)}`}
              onClick={() => onChange(cases.toSpliced(at, 1))}
            >
              <X size={14} />
            </Button>
          )}
        </div>
      ))}
      {cases.map(({ name, when }) =>
        typeof when === 'string' && when.trim() !== '' && when !== 'true' ? (
          <Preview key={String(name)} task={task} source={when} isCondition />
        ) : null,
      )}
      {mayEdit && (
        <Button
          onClick={() => onChange([...cases, { name: `case_${cases.length + 1}`, when: 'true' }])}
        >
          Add a case
        </Button>
      )}
      {(error ?? help) && (
        <p className={error ? css.error : css.help}>
          <Said>{error ?? help ?? ''}</Said>
        </p>
      )}
    </fieldset>
  );
}
