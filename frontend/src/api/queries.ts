/** What pages read again and again, by key. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from './client.ts';

const SELDOM_MS = 5 * 60_000;
const OFTEN_MS = 15_000;

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => answered(api.GET('/api/v1/me')),
  staleTime: SELDOM_MS,
});

export const kindsQuery = queryOptions({
  queryKey: ['kinds'],
  queryFn: async () => (await answered(api.GET('/api/v1/kinds'))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export const functionsQuery = queryOptions({
  queryKey: ['functions'],
  queryFn: async () => (await answered(api.GET('/api/v1/functions'))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: async () =>
    (await answered(api.GET('/api/v1/agents', { params: { query: { limit: 500 } } }))).items,
  staleTime: SELDOM_MS,
});

export const workflowQuery = (id: string) =>
  queryOptions({
    queryKey: ['workflow', id],
    enabled: id !== '', // the graph of a run stands on a canvas that is of no workflow
    queryFn: () =>
      answered(
        api.GET('/api/v1/workflows/{workflow_id}', { params: { path: { workflow_id: id } } }),
      ),
  });

export const documentSchemaQuery = queryOptions({
  queryKey: ['document-schema'],
  queryFn: () => answered(api.GET('/api/v1/document-schema')),
  staleTime: Number.POSITIVE_INFINITY,
});

export const examplesQuery = queryOptions({
  queryKey: ['examples'],
  queryFn: async () => (await answered(api.GET('/api/v1/examples'))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

/** How many approvals wait for this person's word, and how many of them have reminded of it. */
export const waitingForMeQuery = queryOptions({
  queryKey: ['approvals', 'waiting-count'],
  queryFn: async () => {
    const query = { mine: true, limit: 100 };
    const { items } = await answered(api.GET('/api/v1/approvals', { params: { query } }));
    return { waiting: items.length, reminded: items.filter((each) => each.reminded_at).length };
  },
  refetchInterval: 30_000,
});

/** How many notices of comments this person has not seen; 100 stands for more. */
export const unseenQuery = queryOptions({
  queryKey: ['mentions', 'unseen-count'],
  queryFn: async () => {
    const query = { seen: false, limit: 100 };
    return (await answered(api.GET('/api/v1/mentions', { params: { query } }))).items.length;
  },
  refetchInterval: 30_000,
});

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async () => (await answered(api.GET('/api/v1/providers'))).items,
  staleTime: SELDOM_MS,
});

export const membersQuery = (team: string) =>
  queryOptions({
    queryKey: ['members', team],
    queryFn: async () => {
      const params = { path: { team_id: team }, query: { limit: 500 } };
      return (await answered(api.GET('/api/v1/teams/{team_id}/members', { params }))).items;
    },
  });

export const invitationsQuery = (team: string) =>
  queryOptions({
    queryKey: ['invitations', team],
    refetchInterval: OFTEN_MS,
    queryFn: async () => {
      const params = { path: { team_id: team }, query: { limit: 500 } };
      return (await answered(api.GET('/api/v1/teams/{team_id}/invitations', { params }))).items;
    },
  });

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async () => {
    const query = { limit: 500 };
    return (await answered(api.GET('/api/v1/tokens', { params: { query } }))).items;
  },
});
