/** Notices: comments that mention this person, and replies where they wrote. */
import { answered, api, type Shape } from './client.ts';
import { pagesQuery } from './pages.ts';

export type Notice = Shape<'MentionRow'>;

/** Begins the key of all that is read of them. */
export const NOTICES = ['mentions'] as const;

export const noticesQuery = pagesQuery([...NOTICES, 'all'], (page) =>
  answered(api.GET('/api/v1/mentions', { params: { query: page } })),
);

export function markSeen(id: string, seen: boolean) {
  const params = { path: { mention_id: id } };
  return answered(api.PATCH('/api/v1/mentions/{mention_id}', { params, body: { seen } }));
}

export const markAllSeen = () => answered(api.POST('/api/v1/mentions/seen'));
