import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Markdown } from '../ui/Markdown.tsx';
import { MOST_CHARS } from '../ui/markdown.ts';
import { JsonView } from './JsonView.tsx';
import css from './runs.module.css';

/** What a model wrote: drawn as Markdown, or letter by letter as it came. */
export function TextView({ text }: { text: string }) {
  const [isPlain, setPlain] = useState(false);
  if (text.length > MOST_CHARS) return <JsonView value={text} />;
  return (
    <>
      {isPlain ? (
        <JsonView value={text} />
      ) : (
        <section
          className={css.written}
          aria-label="What the model wrote"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
          tabIndex={0}
        >
          <Markdown text={text} />
        </section>
      )}
      <p className={css.pace}>
        <Button look="quiet" aria-pressed={isPlain} onClick={() => setPlain(!isPlain)}>
          Plain text
        </Button>
        <CopyButton label="Copy" text={() => text} isWide />
      </p>
    </>
  );
}
