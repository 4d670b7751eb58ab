import { useLayoutEffect, useRef } from 'react';
import css from './runs.module.css';

const NEAR_THE_END_PX = 24;

/** Text as a model writes it; follows the end unless somebody scrolled away from it. */
export function StreamedText({ text, isWriting }: { text: string; isWriting: boolean }) {
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new text may need to be followed
  useLayoutEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);

  return (
    <pre
      ref={box}
      className={css.stream}
      data-writing={isWriting || undefined}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
      }}
    >
      {text}
    </pre>
  );
}
