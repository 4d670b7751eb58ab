/** Notices: comments that mention this person, and replies where they wrote. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Shape } from './client.ts';
import { pagesQuery } from './pages.ts';

export type Notice = Shape<'MentionRow'>;

const MOST_COUNTED = 100;

/** Begins the key of all that is read of them. */
export const NOTICES = ['mentions'] as const;

export const unseenQuery = queryOptions({
  queryKey: [...NOTICES, 'unseen-count'],
  queryFn: async () => {
    const query = { seen: false, limit: MOST_COUNTED };
    return (await answered(api.GET('/api/v1/mentions', { params: { query } }))).items.length;
  },
  refetchInterval: 30_000,
});

export const noticesQuery = pagesQuery([...NOTICES, 'all'], (page) =>
  answered(api.GET('/api/v1/mentions', { params: { query: page } })),
);

export function markSeen(id: string, seen: boolean) {
  const params = { path: { mention_id: id } };
  return answered(api.PATCH('/api/v1/mentions/{mention_id}', { params, body: { seen } }));
}

export const markAllSeen = () => answered(api.POST('/api/v1/mentions/seen'));
