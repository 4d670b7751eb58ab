import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { messagesQuery } from '../../api/messages.ts';
import { asText, blocksOf, matching } from '../../runs/conversation.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import form from '../../ui/form.module.css';
import list from '../../ui/list.module.css';
import { amount, money } from '../../ui/money.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import { lasting } from '../../ui/time.ts';
import css from './conversation.module.css';
import { MessageBlock } from './MessageBlock.tsx';
import type { TaskRunDetail } from './useTaskRun.ts';

type Attempt = TaskRunDetail['attempts'][number];

/** What was said with a model in an attempt: the newest one, until another is chosen. */
export function Conversation({ detail }: { detail: UseQueryResult<TaskRunDetail | null> }) {
  const [chosen, setChosen] = useState<number>();
  if (detail.error) return <Wrong error={detail.error} onRetry={() => void detail.refetch()} />;
  if (detail.isPending) return <Waiting rows={2} />;
  const attempts = (detail.data?.attempts ?? []).filter((each) => each.has_messages);
  const attempt = attempts.find(({ number }) => number === chosen) ?? attempts.at(-1);
  if (!detail.data || attempt === undefined) {
    return (
      <p className={css.faint}>
        {detail.data?.attempts.length
          ? 'Nothing was said with a model: the answer was found again, or no model was asked.'
          : 'It shows here once the attempt has ended; until then, see the output.'}
      </p>
    );
  }
  return (
    <>
      {attempts.length > 1 && (
        <label className={form.field}>
          Attempt
          <select
            className={form.input}
            value={attempt.number}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {attempts.map(({ number, state, model }) => (
              <option key={number} value={number}>
                {[number, state, model].filter(Boolean).join(' · ')}
              </option>
            ))}
          </select>
        </label>
      )}
      <Facts attempt={attempt} />
      <Messages key={attempt.number} taskRun={detail.data.id} attempt={attempt.number} />
    </>
  );
}

function Facts({ attempt }: { attempt: Attempt }) {
  const { input_tokens: given, output_tokens: written, cost_microusd: cost } = attempt;
  const took = attempt.started_at && Date.parse(attempt.ended_at) - Date.parse(attempt.started_at);
  const facts = [
    attempt.agent,
    attempt.model,
    given + written > 0 && `${amount(given)} tokens in, ${amount(written)} out`,
    cost > 0 && money(cost),
    typeof took === 'number' && lasting(took),
  ];
  return <p className={css.facts}>{facts.filter(Boolean).join(' · ')}</p>;
}

function Messages({ taskRun, attempt }: { taskRun: number; attempt: number }) {
  const { execution } = useRunHere();
  const [search, setSearch] = useState('');
  const read = useQuery(messagesQuery(execution.id, taskRun, attempt));
  const blocks = useMemo(() => blocksOf(read.data?.items ?? []), [read.data]);
  const shown = useMemo(() => matching(blocks, search), [blocks, search]);
  if (read.error) return <Wrong error={read.error} onRetry={() => void read.refetch()} />;
  if (read.isPending) return <Waiting rows={3} />;
  return (
    <>
      <div className={list.tools}>
        <SearchField label="Search messages" value={search} onChange={setSearch} />
        <CopyButton label="Copy all" text={() => asText(blocks)} isWide />
        <span className={list.faint} role="status">
          {shown.length === blocks.length ? blocks.length : `${shown.length} of ${blocks.length}`}{' '}
          {blocks.length === 1 ? 'message' : 'messages'}
        </span>
      </div>
      <ol className={css.messages} aria-label="Messages">
        {shown.map((block) => (
          <MessageBlock key={block.number} block={block} search={search} />
        ))}
      </ol>
      {shown.length === 0 && <p className={css.faint}>No message contains that.</p>}
    </>
  );
}
