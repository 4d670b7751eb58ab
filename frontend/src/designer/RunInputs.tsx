import { useState } from 'react';
import { Refusal } from '../api/client.ts';
import { useWorkflow } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { isObject, type Json, type JsonObject } from '../workflow/json.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { useRun } from './useRun.ts';

/** The inputs of a run, by the schema that the workflow declares. */
export function RunInputs() {
  const designer = useDesigner();
  const { inputs } = useWorkflow();
  const run = useRun();
  const properties = isObject(inputs) && isObject(inputs.properties) ? inputs.properties : {};
  const required = new Set(
    isObject(inputs) && Array.isArray(inputs.required) ? inputs.required : [],
  );
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, startText(schema)]),
    ),
  );
  const [wrong, setWrong] = useState('');

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const read = readInputs(properties, texts);
    if (typeof read === 'string') setWrong(read);
    else run.start({ inputs: read });
  };
  const refusal =
    run.refusal instanceof Refusal
      ? run.refusal.problems.map(({ message }) => message).join(' ')
      : '';
  return (
    <form className={css.form} onSubmit={submit}>
      {Object.entries(properties).map(([name, schema]) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: InputField is one
        <label key={name}>
          {titleOf(name, schema)}
          {required.has(name) && ' (needed)'}
          <InputField
            schema={schema}
            value={texts[name] ?? ''}
            onChange={(text) => setTexts({ ...texts, [name]: text })}
          />
          {isObject(schema) && typeof schema.description === 'string' && (
            <small>{schema.description}</small>
          )}
        </label>
      ))}
      {(wrong || refusal) && <p role="alert">{wrong || refusal}</p>}
      <p className={css.formEnd}>
        <Button onClick={() => designer.close()}>Cancel</Button>
        <Button look="primary" type="submit" disabled={run.isStarting}>
          {run.isStarting ? 'Starting…' : 'Run'}
        </Button>
      </p>
    </form>
  );
}

function InputField({
  schema,
  value,
  onChange,
}: {
  schema: Json;
  value: string;
  onChange: (text: string) => void;
}) {
  if (isObject(schema) && Array.isArray(schema.enum)) {
    return (
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {schema.enum.map((each) => (
          <option key={String(each)}>{String(each)}</option>
        ))}
      </select>
    );
  }
  if (isObject(schema) && schema.type === 'boolean') {
    return (
      <input
        type="checkbox"
        checked={value === 'true'}
        onChange={(event) => onChange(String(event.target.checked))}
      />
    );
  }
  if (value.length > 60 || value.includes('\n')) {
    return <textarea rows={4} value={value} onChange={(event) => onChange(event.target.value)} />;
  }
  return <input value={value} onChange={(event) => onChange(event.target.value)} />;
}

function titleOf(name: string, schema: Json): string {
  return isObject(schema) && typeof schema.title === 'string' ? schema.title : name;
}

function startText(schema: Json): string {
  const value = isObject(schema)
    ? (schema.default ?? (Array.isArray(schema.enum) ? schema.enum[0] : undefined))
    : undefined;
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The values, or what is wrong in words. Empty fields are left out: defaults fill them. */
function readInputs(
  properties: JsonObject,
  texts: Readonly<Record<string, string>>,
): JsonObject | string {
  const inputs: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const text = texts[name] ?? '';
    if (text === '') continue;
    const isText = isObject(schema) && schema.type === 'string';
    try {
      inputs[name] = isText ? text : (JSON.parse(text) as Json);
    } catch {
      if (isObject(schema) && schema.type !== undefined) {
        return `${titleOf(name, schema)} must be ${String(schema.type)}, written as JSON.`;
      }
      inputs[name] = text;
    }
  }
  return inputs;
}
