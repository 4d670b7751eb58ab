/** What pages read again and again, by key. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from './client.ts';

const SELDOM_MS = 5 * 60_000;

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
