/** Executions as the pages read and steer them. */
import { queryOptions } from '@tanstack/react-query';
import type { ExecutionsSearch } from '../app/search.ts';
import { taskRunPages } from '../runs/taskRunPages.ts';
import { answered, api, type Shape } from './client.ts';
import { pagesQuery } from './pages.ts';

export type ExecutionState = Shape<'ExecutionRow'>['state'];
type Query = NonNullable<Parameters<typeof readPage>[0]>;

const OFTEN_MS = 5_000;
const DAY_MS = 86_400_000;

/** What `since` in the address means; other texts are taken as times. */
export const SPANS: Readonly<Record<string, { readonly title: string; readonly days: number }>> = {
  day: { title: 'last 24 hours', days: 1 },
  week: { title: 'last 7 days', days: 7 },
  month: { title: 'last 30 days', days: 30 },
};

export const executionsQuery = (search: ExecutionsSearch) => ({
  ...pagesQuery(['executions', search], (page) => readPage({ ...narrowed(search), ...page })),
  refetchInterval: OFTEN_MS,
});

function readPage(query: {
  active?: boolean;
  cursor?: string;
  limit?: number;
  since?: string;
  started_by?: string;
  state?: NonNullable<StateFilter>;
  workflow?: string;
}) {
  return answered(api.GET('/api/v1/executions', { params: { query } }));
}

type StateFilter =
  | 'queued'
  | 'running'
  | 'paused'
  | 'cancelling'
  | 'succeeded'
  | 'failed'
  | 'cancelled';

function narrowed({ state, workflow, since, by }: ExecutionsSearch): Query {
  return {
    ...(state === 'open' ? { active: true } : {}),
    ...(state !== undefined && state !== 'open'
      ? { state: (state === 'done' ? 'succeeded' : state) as StateFilter }
      : {}),
    ...(workflow ? { workflow } : {}),
    ...(since ? { since: startOf(since) } : {}),
    ...(by ? { started_by: by } : {}),
  };
}

function startOf(since: string): string {
  const span = SPANS[since];
  return span === undefined ? since : new Date(Date.now() - span.days * DAY_MS).toISOString();
}

const FEW = 20;

/** The newest of one workflow; `stamp` changes when there may be others. */
export const newestExecutionsQuery = (workflow: string, stamp: string) =>
  queryOptions({
    queryKey: ['newest-executions', workflow, stamp],
    queryFn: async () => (await readPage({ workflow, limit: FEW })).items,
  });

export const executionQuery = (id: string) =>
  queryOptions({
    queryKey: ['execution', id],
    queryFn: () =>
      answered(
        api.GET('/api/v1/executions/{execution_id}/summary', {
          params: { path: { execution_id: id } },
        }),
      ),
  });

/** Every task run of an execution; thousands come page by page. */
export const taskRunsQuery = (id: string) =>
  queryOptions({
    queryKey: ['task-runs', id],
    queryFn: async () => {
      const rows: Shape<'TaskRunRow'>[] = [];
      for await (const page of taskRunPages(id)) rows.push(...page);
      return rows;
    },
  });

export type Steering = 'cancel' | 'pause' | 'resume';

export function steer(id: string, how: Steering) {
  const options = { params: { path: { execution_id: id } } };
  switch (how) {
    case 'cancel':
      return answered(api.POST('/api/v1/executions/{execution_id}/cancel', options));
    case 'pause':
      return answered(api.POST('/api/v1/executions/{execution_id}/pause', options));
    case 'resume':
      return answered(api.POST('/api/v1/executions/{execution_id}/resume', options));
  }
}

type RetryBody = Shape<'RetryBody'>;

/** What a retry would run again and keep, and what that will probably cost. */
export const retryPlanQuery = (id: string, body: RetryBody) =>
  queryOptions({
    queryKey: ['retry-plan', id, body],
    queryFn: () => {
      const params = { path: { execution_id: id } };
      return answered(api.POST('/api/v1/executions/{execution_id}/retry/plan', { params, body }));
    },
    staleTime: OFTEN_MS,
    retry: false,
  });

export function retry(id: string, body: RetryBody) {
  const params = { path: { execution_id: id } };
  return answered(api.POST('/api/v1/executions/{execution_id}/retry', { params, body }));
}
