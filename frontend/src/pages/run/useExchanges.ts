import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { answered, api } from '../../api/client.ts';
import { ExchangeList, type ExchangePlace, type ExchangesShown } from '../../runs/exchangeList.ts';
import { hasEnded } from '../../runs/executionLook.ts';
import { useExecutionFeed, useExecutionSummary } from '../../runs/useExecution.ts';

type Query = ExchangePlace &
  Partial<Record<'task' | 'agent' | 'search', string>> & { limit?: number };

const LIVE_MS = 1_500;
const TALK_MS = 5_000;
/** So many are looked at once more when a run has ended that one saw running. */
const LAST_OVERLAP = 500;

export interface ExchangeFilter {
  readonly task: string;
  readonly agent: string;
  readonly search: string;
  readonly isNewestFirst: boolean;
}

export interface Exchanges extends ExchangesShown {
  readonly list: ExchangeList;
}

/** What agents were asked and answered, as much of it as was scrolled to. */
export function useExchanges(execution: string, filter: ExchangeFilter): Exchanges {
  const { task, agent, search, isNewestFirst } = filter;
  const list = useMemo(
    () => listOf(execution, { task, agent, search, isNewestFirst }),
    [execution, task, agent, search, isNewestFirst],
  );
  useEffect(() => {
    void list.readMore();
    return () => list.close();
  }, [list]);
  useReadNew(list);
  return { list, ...useSyncExternalStore(list.subscribe, list.get) };
}

function listOf(execution: string, filter: ExchangeFilter): ExchangeList {
  const { task, agent, search, isNewestFirst } = filter;
  const ask = (query: Query) => {
    const params = { path: { execution_id: execution }, query };
    return answered(api.GET('/api/v1/executions/{execution_id}/messages', { params }));
  };
  const newest = async () => (await ask({ newest_first: true, limit: 1 })).items[0]?.id ?? 0;
  const narrow = { ...(task && { task }), ...(agent && { agent }), ...(search && { search }) };
  const isNarrowed = Object.keys(narrow).length > 0;
  return new ExchangeList(
    (place) => ask({ ...narrow, ...place }),
    isNewestFirst,
    isNarrowed ? newest : undefined,
  );
}

/** Asks for more while the run changes, and once more after it ended. */
function useReadNew(list: ExchangeList): void {
  const feed = useExecutionFeed();
  const isOver = hasEnded(useExecutionSummary()?.state ?? '');
  const [wasOver] = useState(isOver);
  useEffect(() => {
    if (feed === undefined) return;
    let seen = isOver ? undefined : feed.version.get();
    const look = () => {
      const version = feed.version.get();
      if (version !== seen) void list.readNew(isOver && !wasOver ? LAST_OVERLAP : undefined);
      seen = version;
    };
    if (isOver) {
      const once = setTimeout(look, LIVE_MS);
      return () => clearTimeout(once);
    }
    const timer = setInterval(look, LIVE_MS);
    return () => clearInterval(timer);
  }, [feed, list, isOver, wasOver]);
}

/** Which agents there are, what each used, and between which of them messages go. */
export function useTalk(execution: string) {
  const isOver = hasEnded(useExecutionSummary()?.state ?? '');
  return useQuery({
    queryKey: ['talk', execution, isOver],
    placeholderData: (before) => before,
    refetchInterval: isOver ? false : TALK_MS,
    queryFn: () => {
      const params = { path: { execution_id: execution } };
      return answered(api.GET('/api/v1/executions/{execution_id}/messages/between', { params }));
    },
  });
}
