import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import css from './lines.module.css';

const LINE_PX = 24;

interface Props<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly line: (row: Row) => ReactNode;
  /** Stays at the end as lines come. */
  readonly isFollowing: boolean;
}

/** Very many lines of one height, of which only those in sight are there. */
export function VirtualLines<Row>({ label, rows, line, isFollowing }: Props<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  });

  useEffect(() => {
    if (isFollowing && rows.length > 0) virtual.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [isFollowing, rows.length, virtual]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
    <section ref={box} className={css.box} aria-label={label} tabIndex={0}>
      <div className={css.all} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            <div key={index} className={css.line} style={{ transform: `translateY(${start}px)` }}>
              {row !== undefined && line(row)}
            </div>
          );
        })}
      </div>
    </section>
  );
}
