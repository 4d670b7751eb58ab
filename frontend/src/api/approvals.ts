/** Approvals: what waits for people, and what they said. */
import type { ApprovalsShown } from '../app/search.ts';
import { answered, api, type Shape } from './client.ts';
import { pagesQuery } from './pages.ts';

export type ApprovalRow = Shape<'ApprovalRow'>;

const OFTEN_MS = 10_000;

/** Those that wait for this person, all that wait, or those that were decided. */
export const approvalsQuery = (show: ApprovalsShown) => ({
  ...pagesQuery(['approvals', show], async (page) => {
    const query = { ...narrowing(show), ...page };
    const found = await answered(api.GET('/api/v1/approvals', { params: { query } }));
    if (show !== 'ended') return found;
    return { ...found, items: found.items.filter(({ state }) => state !== 'open') };
  }),
  refetchInterval: OFTEN_MS,
});

function narrowing(show: ApprovalsShown) {
  if (show === 'mine') return { mine: true };
  return show === 'open' ? ({ state: 'open' } as const) : {};
}

export const approvalQuery = (id: string) => ({
  queryKey: ['approvals', 'one', id],
  queryFn: () => {
    const params = { path: { approval_id: id } };
    return answered(api.GET('/api/v1/approvals/{approval_id}', { params }));
  },
  refetchInterval: OFTEN_MS,
});

export const approvalsOfRunQuery = (execution: string) => ({
  queryKey: ['approvals', 'run', execution],
  queryFn: async () => {
    const query = { execution, state: 'open' } as const;
    return (await answered(api.GET('/api/v1/approvals', { params: { query } }))).items;
  },
});

export function decide(id: string, body: Shape<'DecideBody'>) {
  const params = { path: { approval_id: id } };
  return answered(api.POST('/api/v1/approvals/{approval_id}/decide', { params, body }));
}
