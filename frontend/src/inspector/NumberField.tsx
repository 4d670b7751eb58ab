import { useState } from 'react';
import { type FieldProps, helpOf, labelOf } from './FieldInput.tsx';
import { PlainField } from './PlainField.tsx';

/** A number, or an expression that gives one. */
export function NumberField({ spec, value, error, onChange }: FieldProps) {
  const [wrong, setWrong] = useState<string>();
  const write = (text: string) => {
    const typed = text.trim();
    const number = Number(typed);
    setWrong(undefined);
    if (typed === '') onChange(undefined);
    else if (typed.includes('{{')) onChange(typed);
    else if (Number.isFinite(number)) onChange(number);
    else setWrong(`“${typed}” is no number.`);
  };
  return (
    <PlainField
      label={labelOf(spec)}
      value={value === undefined ? '' : String(value)}
      onChange={write}
      error={wrong ?? error}
      {...(spec.schema.default === undefined
        ? {}
        : { hint: `${String(spec.schema.default)} (default)` })}
      {...helpOf(spec)}
    />
  );
}
