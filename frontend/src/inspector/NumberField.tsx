import { useState } from 'react';
import { type FieldProps, helpOf, labelOf } from './FieldInput.tsx';
import { PlainField } from './PlainField.tsx';
import { isExpression, writingOf } from './schema.ts';

/** A number, or an expression that gives one. */
export function NumberField({ spec, value, error, onChange }: FieldProps) {
  const [wrong, setWrong] = useState<{ readonly text: string; readonly why: string }>();
  const write = (text: string) => {
    const typed = text.trim();
    const number = Number(typed);
    setWrong(undefined);
    if (typed === '') onChange(undefined);
    else if (typed.includes('{{')) onChange(typed);
    else if (Number.isFinite(number)) onChange(number);
    else setWrong({ text, why: `“${typed}” is no number, so it is not saved.` });
  };
  return (
    <PlainField
      label={labelOf(spec)}
      value={wrong?.text ?? (value === undefined ? '' : String(value))}
      isCode={isExpression(value)}
      writing={writingOf(spec)}
      onChange={write}
      error={wrong?.why ?? error}
      {...(spec.schema.default === undefined
        ? {}
        : { hint: `${String(spec.schema.default)} (default)` })}
      {...helpOf(spec)}
    />
  );
}
