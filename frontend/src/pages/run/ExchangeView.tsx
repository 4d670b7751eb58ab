import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Exchange, Parties, Talk } from '../../runs/exchanges.ts';
import { hasEnded } from '../../runs/executionLook.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { useExecutionSummary } from '../../runs/useExecution.ts';
import { Button } from '../../ui/Button.tsx';
import { Wrong } from '../../ui/Told.tsx';
import { ExchangeCard } from './ExchangeCard.tsx';
import css from './exchanges.module.css';
import { Speaking } from './Speaking.tsx';
import { type ExchangeFilter, type Exchanges, useExchanges } from './useExchanges.ts';

const GUESSED_PX = 220;
/** So many cards before the end, more are read. */
const AHEAD = 10;
const NUMBER = new Intl.NumberFormat('en');

interface Props {
  readonly filter: ExchangeFilter;
  readonly talk: Talk;
  readonly parties: (task: string) => Parties;
  readonly onAll: () => void;
}

/** Exchange after exchange, of which only those in sight are there. */
export function ExchangeView({ filter, talk, parties, onAll }: Props) {
  const { execution } = useRunHere();
  const exchanges = useExchanges(execution.id, filter);
  const { list, rows, fresh, isReading, hasMore, error } = exchanges;
  const isNarrowed = filter.task !== '' || filter.agent !== '' || filter.search !== '';
  const isLiveShown = !filter.agent && !filter.search && (filter.isNewestFirst || !hasMore);
  const live = isLiveShown && <Speaking task={filter.task} parties={parties} />;
  return (
    <>
      <div className={css.counted}>
        <span role="status">{countedOf(exchanges, talk, isNarrowed)}</span>
        {isNarrowed && (
          <Button look="quiet" onClick={onAll}>
            Show everything
          </Button>
        )}
        {fresh.length > 0 && (
          <Button onClick={() => list.showFresh()}>Show {fresh.length} new</Button>
        )}
      </div>
      {error && (
        <Wrong error={error} onRetry={() => void (hasMore ? list.readMore() : list.readNew())} />
      )}
      <Cards exchanges={exchanges} filter={filter} parties={parties}>
        {live}
        {rows.length === 0 && !isReading && !hasMore && <Nothing isNarrowed={isNarrowed} />}
      </Cards>
    </>
  );
}

function countedOf({ rows, isReading, hasMore }: Exchanges, talk: Talk, isNarrowed: boolean) {
  const here = NUMBER.format(rows.length);
  if (isReading) return isNarrowed ? `${here} found, looking on…` : `${here}, reading on…`;
  const all = talk.tasks.reduce((sum, { attempts }) => sum + attempts, 0);
  if (isNarrowed) return `${here} ${hasMore ? 'found so far' : 'found'}`;
  if (hasMore) return `${here} of ${NUMBER.format(Math.max(all, rows.length))} exchanges`;
  return `${here} ${rows.length === 1 ? 'exchange' : 'exchanges'}`;
}

function Nothing({ isNarrowed }: { isNarrowed: boolean }) {
  const { execution } = useRunHere();
  const isOver = hasEnded(useExecutionSummary()?.state ?? execution.state);
  if (isNarrowed) return <p className={css.none}>No message fits.</p>;
  return (
    <p className={css.none}>
      {isOver
        ? 'No agent was asked in this run: its tasks were skipped, or their answers taken over.'
        : 'No agent has answered yet; each exchange shows here as it ends.'}
    </p>
  );
}

interface CardsProps extends Pick<Props, 'filter' | 'parties'> {
  readonly exchanges: Exchanges;
  readonly children: React.ReactNode;
}

function Cards({ exchanges, filter, parties, children }: CardsProps) {
  const { list, rows, fresh, isReading, hasMore, error } = exchanges;
  const box = useRef<HTMLDivElement>(null);
  const opened = useOpened();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => GUESSED_PX,
    getItemKey: (at) => rows[at]?.id ?? at,
    overscan: 4,
    gap: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (hasMore && !isReading && !error && last >= rows.length - AHEAD) void list.readMore();
  }, [hasMore, isReading, error, last, rows.length, list]);
  useEffect(() => {
    if (fresh.length > 0 && (box.current?.scrollTop ?? 0) < 8) list.showFresh();
  }, [fresh, list]);

  return (
    <div
      ref={box}
      className={css.box}
      role="feed"
      aria-label="Messages"
      aria-busy={isReading}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
      tabIndex={0}
      onKeyDown={walk}
    >
      {filter.isNewestFirst && children}
      <div className={css.all} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const row = rows[index] as Exchange;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={css.place}
              style={{ transform: `translateY(${start}px)` }}
            >
              <ExchangeCard
                exchange={row}
                search={filter.search}
                parties={parties(row.task)}
                position={index + 1}
                count={hasMore ? -1 : rows.length}
                opened={opened}
              />
            </div>
          );
        })}
      </div>
      {!filter.isNewestFirst && children}
    </div>
  );
}

export interface Opened {
  readonly has: (key: string) => boolean | undefined;
  readonly set: (key: string, isOpen: boolean) => void;
}

/** What was folded or unfolded by hand stays so when it is scrolled out of sight. */
function useOpened(): Opened {
  const [known, setKnown] = useState<ReadonlyMap<string, boolean>>(new Map());
  const set = useCallback(
    (key: string, isOpen: boolean) => setKnown((before) => new Map(before).set(key, isOpen)),
    [],
  );
  return { has: (key) => known.get(key), set };
}

/** Page keys go from card to card, as in any feed. */
function walk(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  const card = (event.target as HTMLElement).closest('article');
  if (step === undefined || card === null) return;
  const cards = [...event.currentTarget.querySelectorAll('article')];
  const next = cards[cards.indexOf(card) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
