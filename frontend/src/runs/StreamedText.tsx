import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { Markdown } from '../ui/Markdown.tsx';
import { settledLength } from '../ui/markdown.ts';
import css from './runs.module.css';
import { paceOf, type Stream } from './tokenStreams.ts';

const NEAR_THE_END_PX = 24;

interface Props {
  readonly stream: Stream;
  readonly isWriting: boolean;
  /** What can be done while it writes. */
  readonly children?: ReactNode;
}

/**
 * Text as a model writes it: whole blocks as Markdown, the one that still grows as plain text.
 *
 * It follows the end unless somebody scrolled away from it.
 */
export function StreamedText({ stream, isWriting, children }: Props) {
  const { text } = stream;
  const box = useRef<HTMLElement>(null);
  const settled = isWriting ? settledLength(text) : text.length;
  const isAtEnd = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new text may need to be followed
  useLayoutEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);

  return (
    <>
      <section
        ref={box}
        className={css.stream}
        aria-label="What the model writes"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
        tabIndex={0}
        data-writing={isWriting || undefined}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
        }}
      >
        {settled > 0 && <Markdown text={text.slice(0, settled)} />}
        {settled < text.length && <pre className={css.growing}>{text.slice(settled)}</pre>}
      </section>
      <p className={css.pace}>
        {paceOf(stream)}
        {isWriting && children}
      </p>
    </>
  );
}
