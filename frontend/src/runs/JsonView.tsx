import { useMemo, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import css from './runs.module.css';

const SHOWN_CHARS = 20_000;

/** A value as text: texts as they are, all else as JSON; long ones are cut until asked for. */
export function JsonView({ value }: { value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  const text = useMemo(
    () => (typeof value === 'string' ? value : JSON.stringify(value, null, 2)),
    [value],
  );
  if (value === null || value === undefined) return <p className={css.faint}>nothing</p>;
  const isCut = !isWhole && text.length > SHOWN_CHARS;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it */}
      <pre className={css.json} tabIndex={0}>
        {isCut ? text.slice(0, SHOWN_CHARS) : text}
      </pre>
      {isCut && (
        <Button onClick={() => setWhole(true)}>
          Show all {Math.round(text.length / 1_000)} kB
        </Button>
      )}
    </>
  );
}
