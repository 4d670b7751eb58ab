import { useMemo, useState } from 'react';
import { pairsOf, partiesOf, type Talk } from '../../runs/exchanges.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { useExecutionFeed } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import { Button } from '../../ui/Button.tsx';
import list from '../../ui/list.module.css';
import { SearchField } from '../../ui/SearchField.tsx';
import { Empty, Waiting, Wrong } from '../../ui/Told.tsx';
import ui from '../../ui/ui.module.css';
import { ExchangeView } from './ExchangeView.tsx';
import css from './exchanges.module.css';
import { PairList } from './PairList.tsx';
import { type ExchangeFilter, useTalk } from './useExchanges.ts';

const EVERYTHING: ExchangeFilter = { task: '', agent: '', search: '', isNewestFirst: false };

/** What agents were asked and answered, and who heard it: one by one, or all between two together. */
export function MessagesTab() {
  const { execution } = useRunHere();
  const talk = useTalk(execution.id);
  if (talk.error && talk.data === undefined)
    return <Wrong error={talk.error} onRetry={() => void talk.refetch()} />;
  if (talk.data === undefined) return <Waiting rows={4} />;
  if (talk.data.tasks.length === 0) return <NoAgents />;
  return <Messages talk={talk.data} />;
}

function Messages({ talk }: { talk: Talk }) {
  const [isTogether, setTogether] = useState(false);
  const [filter, setFilter] = useState(EVERYTHING);
  const change = (part: Partial<ExchangeFilter>) => setFilter((before) => ({ ...before, ...part }));
  const parties = useParties(talk);
  const pairs = useMemo(() => pairsOf(talk, parties), [talk, parties]);
  return (
    <div className={css.tab}>
      <div className={list.tools}>
        <fieldset className={list.tabs}>
          <legend className={ui.hidden}>How messages are shown</legend>
          <button type="button" aria-pressed={!isTogether} onClick={() => setTogether(false)}>
            One by one
          </button>
          <button type="button" aria-pressed={isTogether} onClick={() => setTogether(true)}>
            Who to whom
          </button>
        </fieldset>
        {!isTogether && (
          <>
            <SearchField
              label="Search messages"
              value={filter.search}
              onChange={(search) => change({ search })}
            />
            <AgentPicker talk={talk} filter={filter} onChange={change} />
            <Button
              look="quiet"
              aria-pressed={filter.isNewestFirst}
              onClick={() => change({ isNewestFirst: !filter.isNewestFirst })}
            >
              Newest first
            </Button>
          </>
        )}
      </div>
      {isTogether ? (
        <PairList
          pairs={pairs}
          isCut={talk.is_cut}
          onPick={(task) => {
            setFilter({ ...EVERYTHING, task });
            setTogether(false);
          }}
        />
      ) : (
        <ExchangeView
          key={JSON.stringify(filter)}
          filter={filter}
          talk={talk}
          parties={parties}
          onAll={() => setFilter(EVERYTHING)}
        />
      )}
    </div>
  );
}

interface PickerProps {
  readonly talk: Talk;
  readonly filter: ExchangeFilter;
  readonly onChange: (part: Partial<ExchangeFilter>) => void;
}

function AgentPicker({ talk, filter, onChange }: PickerProps) {
  const { nameOf } = useRunHere();
  const agents = [...new Set(talk.tasks.flatMap(({ agent }) => (agent === null ? [] : [agent])))];
  const pick = (value: string) => {
    const [what, name = ''] = value.split(/:(.*)/);
    onChange({ task: what === 'task' ? name : '', agent: what === 'agent' ? name : '' });
  };
  const value = filter.task ? `task:${filter.task}` : filter.agent ? `agent:${filter.agent}` : '';
  return (
    <select
      className={list.select}
      aria-label="Of whom"
      value={value}
      onChange={(event) => pick(event.target.value)}
    >
      <option value="">Everybody</option>
      <optgroup label="Tasks">
        {talk.tasks.map(({ task }) => (
          <option key={task} value={`task:${task}`}>
            {nameOf(task)}
          </option>
        ))}
      </optgroup>
      {agents.length > 0 && (
        <optgroup label="Agents">
          {agents.sort().map((agent) => (
            <option key={agent} value={`agent:${agent}`}>
              {agent}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}

function useParties(talk: Talk) {
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  return useMemo(
    () => partiesOf(talk, (task) => feed?.statusOf(task)?.look),
    [talk, feed, version],
  );
}

function NoAgents() {
  return (
    <Empty title="No agents in this workflow">
      <p>Messages are what agents are asked and answer; no task of this workflow asks one.</p>
      <p>What agents of a sub-workflow say shows on the page of its own run.</p>
    </Empty>
  );
}
