import { useMayEdit } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { X } from '../ui/icons.ts';
import { Said } from '../ui/Said.tsx';
import { whyNotFits } from '../workflow/fitting.ts';
import { isObject, type Json } from '../workflow/json.ts';
import { type FieldProps, helpOf, labelOf } from './FieldInput.tsx';
import css from './inspector.module.css';
import { PlainField } from './PlainField.tsx';
import { writingOf } from './schema.ts';

/** Values by names: headers, arguments, inputs of another workflow. */
export function PairsField({ spec, value, error, onChange }: FieldProps) {
  const mayEdit = useMayEdit();
  const pairs = isObject(value) ? Object.entries(value) : [];
  const { help } = helpOf(spec);
  const put = (entries: readonly (readonly [string, Json])[]) =>
    onChange(entries.length === 0 ? undefined : Object.fromEntries(entries));

  return (
    <fieldset className={css.group}>
      <legend>{labelOf(spec)}</legend>
      {pairs.map(([name, each], at) => (
        <div key={name} className={css.pair}>
          <PlainField
            label={`Name ${at + 1}`}
            isLabelHidden
            value={name}
            onChange={(next) => next && put(pairs.with(at, [next, each]))}
          />
          <PlainField
            label={`Value of ${name}`}
            isLabelHidden
            isCode
            writing={writingOf(spec)}
            value={typeof each === 'string' ? each : JSON.stringify(each)}
            onChange={(text) => put(pairs.with(at, [name, readValue(text)]))}
          />
          {mayEdit && (
            <Button
              look="quiet"
              aria-label={`Remove ${name}`}
              onClick={() => put(pairs.toSpliced(at, 1))}
            >
              <X size={14} />
            </Button>
          )}
        </div>
      ))}
      {mayEdit && <Button onClick={() => put([...pairs, [freeName(pairs), '']])}>Add</Button>}
      {(error ?? help) && (
        <p className={error ? css.error : css.help}>
          <Said>{error ?? help ?? ''}</Said>
        </p>
      )}
    </fieldset>
  );
}

function readValue(text: string): Json {
  if (!/^(-?\d|true$|false$|null$|[[{](?!\{))/.test(text.trim())) return text;
  try {
    const value = JSON.parse(text) as Json;
    return whyNotFits(value) === undefined ? value : text;
  } catch {
    return text;
  }
}

function freeName(pairs: readonly (readonly [string, Json])[]): string {
  const taken = new Set(pairs.map(([name]) => name));
  for (let number = 1; ; number += 1) if (!taken.has(`name${number}`)) return `name${number}`;
}
