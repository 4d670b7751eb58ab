import { useState } from 'react';
import { whyNotFits } from '../workflow/fitting.ts';
import type { Json } from '../workflow/json.ts';
import { type FieldProps, helpOf, labelOf } from './FieldInput.tsx';
import { PlainField } from './PlainField.tsx';
import { writingOf } from './schema.ts';

/** Any value, written as JSON; a plain text, with expressions or without, needs no quotes. */
export function JsonField({ spec, value, error, onChange }: FieldProps) {
  const [wrong, setWrong] = useState<{ readonly text: string; readonly why: string }>();
  const write = (text: string) => {
    setWrong(undefined);
    if (text.trim() === '') {
      onChange(undefined);
      return;
    }
    try {
      const value = JSON.parse(text) as Json;
      const why = whyNotFits(value);
      if (why === undefined) onChange(value);
      else setWrong({ text, why: `${why} It is not saved.` });
    } catch (problem) {
      if (/^\s*[[{"]/.test(text) && !text.trim().startsWith('{{'))
        setWrong({
          text,
          why: `This is no JSON, so it is not saved: ${(problem as Error).message}`,
        });
      else onChange(text);
    }
  };
  const isText = typeof value === 'string';
  return (
    <PlainField
      label={labelOf(spec)}
      value={wrong?.text ?? written(value)}
      rows={isText ? 2 : 4}
      isCode
      writing={writingOf(spec)}
      onChange={write}
      error={wrong?.why ?? error}
      {...helpOf(spec)}
    />
  );
}

function written(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
