import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import {
  type Exchange,
  lookOfExchange,
  type Parties,
  tookOf,
  turnsOf,
} from '../../runs/exchanges.ts';
import { subjectOf, useRunHere } from '../../runs/runContext.ts';
import { wordOf } from '../../runs/states.ts';
import { amount, money } from '../../ui/money.ts';
import { Said } from '../../ui/Said.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { lasting } from '../../ui/time.ts';
import type { Opened } from './ExchangeView.tsx';
import css from './exchanges.module.css';
import { Answered, Asked, Who } from './Route.tsx';
import { TurnBlock } from './TurnBlock.tsx';

interface Props {
  readonly exchange: Exchange;
  readonly search: string;
  readonly parties: Parties;
  readonly position: number;
  readonly count: number;
  readonly opened: Opened;
}

/** What one attempt was asked and answered, by whom and for whom. */
export function ExchangeCard({ exchange, search, parties, position, count, opened }: Props) {
  const title = useId();
  const subject = subjectOf(exchange.task, exchange.index_path);
  const turns = turnsOf(exchange);
  const firstAsked = turns.findIndex(({ part }) => part === 'asked');
  return (
    <article
      className={css.card}
      aria-labelledby={title}
      aria-posinset={position}
      aria-setsize={count}
      tabIndex={-1}
    >
      <header className={css.head}>
        <h2 id={title}>
          <Who task={exchange.task} from={subject} />
        </h2>
        <Facts exchange={exchange} />
        <ToGraph subject={subject} />
        <time dateTime={exchange.ended_at}>{exchange.ended_at.slice(11, 19)}</time>
      </header>
      {turns.map((turn, at) => (
        <TurnBlock
          key={turn.number}
          exchange={exchange}
          turn={turn}
          turns={turns}
          search={search}
          opened={opened}
          route={
            turn.part === 'answered' && exchange.state === 'succeeded' ? (
              <Answered subject={subject} flows={parties.to} />
            ) : at === firstAsked ? (
              <Asked subject={subject} flows={parties.from} />
            ) : undefined
          }
        />
      ))}
      {exchange.messages_between > 0 && (
        <p className={css.faint}>
          {exchange.messages_between} messages between them are not shown here; the task’s own page
          has them all.
        </p>
      )}
      <Missing exchange={exchange} />
    </article>
  );
}

function Facts({ exchange }: { exchange: Exchange }) {
  const { input_tokens: given, output_tokens: written, cost_microusd: cost, agent } = exchange;
  const took = tookOf(exchange);
  const facts = [
    agent,
    exchange.model,
    took !== undefined && lasting(took),
    given + written > 0 && `${amount(given)} → ${amount(written)} tokens`,
    cost > 0 && money(cost),
    exchange.attempt > 1 && `attempt ${exchange.attempt}`,
  ];
  return (
    <p className={css.facts}>
      {exchange.state !== 'succeeded' || exchange.is_cached ? (
        <StateMark
          look={lookOfExchange(exchange)}
          word={exchange.is_cached ? 'cached' : wordOf(exchange.state)}
        />
      ) : null}
      {facts.filter(Boolean).map((fact) => (
        <span key={String(fact)}>{fact}</span>
      ))}
    </p>
  );
}

function ToGraph({ subject }: { subject: string }) {
  const { execution } = useRunHere();
  return (
    <Link
      className={css.link}
      to="/executions/$executionId"
      params={{ executionId: execution.id }}
      search={{ task: subject }}
    >
      On the graph
    </Link>
  );
}

/** Why nothing, or not all, of what was said stands here. */
function Missing({ exchange }: { exchange: Exchange }) {
  const why = exchange.is_cached
    ? 'The same had been asked before: the answer was found again, and no model was asked.'
    : {
        whole: '',
        none: 'Nothing was said with a model.',
        lost: 'What was said was kept in a file, and the file is gone.',
        too_large: 'What was said is too large for this list; the task’s own page has it.',
      }[exchange.kept];
  const isToldAlready = exchange.messages.some(({ kind }) => kind === 'error');
  return (
    <>
      {why && <p className={css.faint}>{why}</p>}
      {exchange.error_message && !isToldAlready && (
        <p className={css.error}>
          <Said>{exchange.error_message}</Said>
        </p>
      )}
    </>
  );
}
