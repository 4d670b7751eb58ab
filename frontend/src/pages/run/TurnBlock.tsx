import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messagesQuery } from '../../api/messages.ts';
import { isFolded, speakerOf } from '../../runs/conversation.ts';
import { type Exchange, type Turn, wholeOf } from '../../runs/exchanges.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ChevronDown, ChevronRight } from '../../ui/icons.ts';
import { Marked } from '../../ui/Marked.tsx';
import talk from './conversation.module.css';
import type { Opened } from './ExchangeView.tsx';
import css from './exchanges.module.css';

/** Longer texts show their beginning first. */
const LONG_CHARS = 480;
const LONG_LINES = 8;

interface Props {
  readonly exchange: Exchange;
  readonly turn: Turn;
  readonly turns: readonly Turn[];
  readonly search: string;
  readonly opened: Opened;
  /** From whom to whom, where that is known. */
  readonly route: ReactNode;
}

/** One thing that was said: whom it went to, and its words, folded where they are long. */
export function TurnBlock({ exchange, turn, turns, search, opened, route }: Props) {
  const { message } = turn;
  const key = `${exchange.id}:${turn.number}`;
  const isOpen = opened.has(key) ?? (!isFolded(message) || search !== '');
  return (
    <section className={css.turn} data-part={turn.part} data-kind={message.kind}>
      <div className={talk.head}>
        <button
          type="button"
          className={talk.fold}
          aria-expanded={isOpen}
          onClick={() => opened.set(key, !isOpen)}
        >
          {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          {speakerOf(message)}
        </button>
        {isOpen ? route : <span className={talk.gist}>{turn.text.slice(0, 160)}</span>}
        {message.model && message.model !== exchange.model && (
          <span className={talk.model}>{message.model}</span>
        )}
        <CopyButton
          label={`Copy ${speakerOf(message)}`}
          text={() => [turn.text, turn.result].filter(Boolean).join('\n\n')}
        />
      </div>
      {isOpen && (
        <Words
          exchange={exchange}
          turn={turn}
          turns={turns}
          search={search}
          isLongShown={opened.has(`${key}:long`) ?? false}
          onLong={(isShown) => opened.set(`${key}:long`, isShown)}
        />
      )}
    </section>
  );
}

interface WordsProps extends Omit<Props, 'opened' | 'route'> {
  readonly isLongShown: boolean;
  readonly onLong: (isShown: boolean) => void;
}

/** Never markup: what models write is shown as it is. */
function Words({ exchange, turn, turns, search, isLongShown, onLong }: WordsProps) {
  const whole = useWhole(exchange, turn, turns, isLongShown && turn.isCut);
  const text = whole.data?.text ?? turn.text;
  const isLong = turn.isCut || isLongText(text);
  const isClamped = isLong && !isLongShown && search === '';
  return (
    <>
      <p className={talk.words} data-clamped={isClamped || undefined}>
        <Marked text={text} search={search} />
        {turn.isCut && whole.data === undefined && '…'}
      </p>
      {turn.result !== undefined && (
        <>
          <p className={css.faint}>gave</p>
          <p className={talk.words} data-clamped={isClamped || undefined}>
            <Marked text={turn.result} search={search} />
          </p>
        </>
      )}
      {whole.error && <p className={css.error}>{whole.error.message}</p>}
      {isLong && (
        <Button look="quiet" aria-expanded={isLongShown} onClick={() => onLong(!isLongShown)}>
          {isLongShown ? 'Show less' : moreOf(turn)}
        </Button>
      )}
      {turn.message.left_out > 0 && (
        <p className={css.faint}>{turn.message.left_out} more characters were not kept.</p>
      )}
    </>
  );
}

function moreOf({ isCut, characters }: Turn): string {
  return isCut ? `Show all ${characters.toLocaleString('en')} characters` : 'Show all';
}

function isLongText(text: string): boolean {
  return text.length > LONG_CHARS || text.split('\n', LONG_LINES + 1).length > LONG_LINES;
}

/** All that was said in the attempt: of it the list holds beginnings. */
function useWhole(exchange: Exchange, turn: Turn, turns: readonly Turn[], isWanted: boolean) {
  const { execution } = useRunHere();
  const { task_run: taskRun, attempt } = exchange;
  return useQuery({
    ...messagesQuery(execution.id, taskRun, attempt),
    enabled: isWanted,
    select: ({ items }) => wholeOf(turn, turns, items),
  });
}
