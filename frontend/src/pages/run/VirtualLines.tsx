import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { holds, type LineRange } from './lineRange.ts';
import css from './lines.module.css';

const LINE_PX = 24;

interface Props<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly line: (row: Row) => ReactNode;
  /** Stays at the end as lines come. */
  readonly isFollowing: boolean;
  readonly isWrapped?: boolean;
  readonly marked?: LineRange | undefined;
  /** A press on the number of a line, perhaps with Shift. */
  readonly onMark?: (at: number, isExtended: boolean) => void;
}

/** Very many lines of one height, of which only those in sight are there; wrapped, each as high as it is. */
export function VirtualLines<Row>(props: Props<Row>) {
  const { label, rows, line, isFollowing, isWrapped = false, marked, onMark } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: lines have other heights then
  useEffect(() => virtual.measure(), [virtual, isWrapped]);

  useEffect(() => {
    if (isFollowing && rows.length > 0) virtual.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [isFollowing, rows.length, virtual]);

  return (
    <section
      ref={box}
      className={css.box}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
      tabIndex={0}
      onKeyDown={(event) => {
        // At once: browsers glide there, which takes long over very many lines.
        if (event.key !== 'Home' && event.key !== 'End') return;
        event.preventDefault();
        const isEnd = event.key === 'End';
        virtual.scrollToIndex(isEnd ? rows.length - 1 : 0, { align: isEnd ? 'end' : 'start' });
      }}
    >
      <div className={css.all} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            <div
              key={index}
              ref={isWrapped ? virtual.measureElement : undefined}
              data-index={index}
              className={css.line}
              data-wrapped={isWrapped || undefined}
              data-marked={holds(marked, index) || undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              {onMark && (
                <button
                  type="button"
                  className={css.mark}
                  tabIndex={-1}
                  title="Mark to copy; with Shift, all from the first mark to here"
                  onClick={({ shiftKey }) => onMark(index, shiftKey)}
                >
                  {index + 1}
                </button>
              )}
              {row !== undefined && line(row)}
            </div>
          );
        })}
      </div>
    </section>
  );
}
