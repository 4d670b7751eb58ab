import { type ReactNode, useLayoutEffect, useRef } from 'react';
import css from './runs.module.css';
import { paceOf, type Stream } from './tokenStreams.ts';

const NEAR_THE_END_PX = 24;

interface Props {
  readonly stream: Stream;
  readonly isWriting: boolean;
  /** What can be done while it writes. */
  readonly children?: ReactNode;
}

/** Text as a model writes it; follows the end unless somebody scrolled away from it. */
export function StreamedText({ stream, isWriting, children }: Props) {
  const { text } = stream;
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new text may need to be followed
  useLayoutEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);

  return (
    <>
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
      <p className={css.pace}>
        {paceOf(stream)}
        {isWriting && children}
      </p>
    </>
  );
}
