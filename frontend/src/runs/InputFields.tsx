import { useState } from 'react';
import form from '../ui/form.module.css';
import { isObject, type Json } from '../workflow/json.ts';
import { DiffView } from './DiffView.tsx';
import {
  choicesWith,
  propertiesOf,
  requiredOf,
  startTexts,
  type Texts,
  titleOf,
} from './inputs.ts';
import { diffLines } from './lineDiff.ts';

const LONG = 60;

interface Props {
  readonly schema: Json | undefined;
  readonly texts: Texts;
  readonly onChange: (texts: Texts) => void;
}

/** A field for each value that a schema asks for. */
export function InputFields({ schema, texts, onChange }: Props) {
  const required = requiredOf(schema);
  return Object.entries(propertiesOf(schema)).map(([name, each]) => (
    // biome-ignore lint/a11y/noLabelWithoutControl: InputField is one
    <label
      key={name}
      className={form.field}
      data-check={
        (isObject(each) && each.type === 'boolean' && each.enum === undefined) || undefined
      }
    >
      <span>
        {titleOf(name, each)}
        {required.has(name) && ' (needed)'}
      </span>
      <InputField
        schema={each}
        value={texts[name] ?? ''}
        onChange={(text) => onChange({ ...texts, [name]: text })}
      />
      <Changed before={startTexts(schema)[name] ?? ''} after={texts[name] ?? ''} />
      {isObject(each) && typeof each.description === 'string' && <small>{each.description}</small>}
    </label>
  ));
}

/** Of a text of several lines: what somebody changed in it. */
function Changed({ before, after }: { before: string; after: string }) {
  if (before === after || !before.includes('\n')) return null;
  return <DiffView lines={diffLines(before, after)} label="What you changed" />;
}

interface FieldProps {
  readonly schema: Json;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function InputField({ schema, value, onChange }: FieldProps) {
  // As it was at first: another element in its place would take the focus from who types.
  const [isLong] = useState(() => needsLines(schema, value));
  const type = isObject(schema) ? schema.type : undefined;
  if (isObject(schema) && Array.isArray(schema.enum)) {
    return (
      <select
        className={form.input}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {choicesWith(value, schema.enum).map((each) => (
          <option key={each} value={each}>
            {each || '–'}
          </option>
        ))}
      </select>
    );
  }
  if (type === 'boolean') {
    return (
      <input
        type="checkbox"
        checked={value === 'true'}
        onChange={(event) => onChange(String(event.target.checked))}
      />
    );
  }
  const Field = isLong ? 'textarea' : 'input';
  return (
    <Field
      className={form.input}
      data-mono={type !== 'string' || undefined}
      {...(Field === 'textarea'
        ? { rows: Math.min(14, Math.max(4, value.split('\n').length + 1)) }
        : {})}
      value={value}
      onChange={(event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
        onChange(event.target.value)
      }
    />
  );
}

function needsLines(schema: Json, value: string): boolean {
  const isStructured = isObject(schema) && (schema.type === 'object' || schema.type === 'array');
  return isStructured || value.length > LONG || value.includes('\n');
}
