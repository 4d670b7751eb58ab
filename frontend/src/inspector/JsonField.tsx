import { useState } from 'react';
import type { Json } from '../workflow/json.ts';
import { type FieldProps, helpOf, labelOf } from './FieldInput.tsx';
import { PlainField } from './PlainField.tsx';

/** Any value, written as JSON; a plain text, with expressions or without, needs no quotes. */
export function JsonField({ spec, value, error, onChange }: FieldProps) {
  const [wrong, setWrong] = useState<string>();
  const write = (text: string) => {
    setWrong(undefined);
    if (text.trim() === '') {
      onChange(undefined);
      return;
    }
    try {
      onChange(JSON.parse(text) as Json);
    } catch (problem) {
      if (/^\s*[[{"]/.test(text) && !text.trim().startsWith('{{'))
        setWrong(`This is no JSON: ${(problem as Error).message}`);
      else onChange(text);
    }
  };
  const isText = typeof value === 'string';
  return (
    <PlainField
      label={labelOf(spec)}
      value={value === undefined ? '' : isText ? value : JSON.stringify(value, null, 2)}
      rows={isText ? 2 : 4}
      isCode
      onChange={write}
      error={wrong ?? error}
      {...helpOf(spec)}
    />
  );
}
