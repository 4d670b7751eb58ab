import { useState } from 'react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import type { Json } from '../workflow/json.ts';
import css from './inspector.module.css';
import { isExpression } from './schema.ts';

interface Props {
  readonly label: string;
  readonly value: Json | undefined;
  readonly start: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}

/** Whether a setting holds a fixed value or an expression; warns before what was typed is lost. */
export function ModeBadge({ label, value, start, onChange }: Props) {
  const mayEdit = useMayEdit();
  const [isAsking, setAsking] = useState(false);
  if (!mayEdit) return null;
  const isOn = isExpression(value);
  const turn = () => {
    if (!isOn) return onChange(`{{ ${JSON.stringify(value ?? start ?? null)} }}`);
    const fixed = fixedValueOf(String(value));
    if (fixed === undefined) return setAsking(true);
    onChange(fixed);
  };

  if (isAsking && isOn) {
    return (
      <p className={css.asking} role="alert">
        The expression is lost with a fixed value.
        <Button onClick={() => setAsking(false)}>Keep it</Button>
        <Button
          look="danger"
          onClick={() => {
            setAsking(false);
            onChange(start);
          }}
        >
          Drop it
        </Button>
      </p>
    );
  }
  return (
    <button
      type="button"
      className={css.mode}
      aria-pressed={isOn}
      aria-label={`${label} is an expression`}
      title={isOn ? 'Change to a fixed value' : 'Change to an expression'}
      onClick={turn}
    >
      expression
    </button>
  );
}

/** The value of an expression that is nothing but one, as `{{ 5 }}`. */
function fixedValueOf(text: string): Json | undefined {
  const [, inner] = /^\s*\{\{(.*)\}\}\s*$/s.exec(text) ?? [];
  if (inner === undefined) return undefined;
  try {
    return JSON.parse(inner) as Json;
  } catch {
    return undefined;
  }
}
