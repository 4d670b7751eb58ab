/** Workflows as the pages read and change them. */
import { queryOptions } from '@tanstack/react-query';
import type { WorkflowsSearch } from '../app/search.ts';
import type { Json, JsonObject } from '../workflow/json.ts';
import { answered, api, type Shape } from './client.ts';
import { pagesQuery } from './pages.ts';

export type WorkflowRow = Shape<'WorkflowRow'>;

const OFTEN_MS = 15_000;
const NEWEST = 200;

export const workflowsQuery = ({ search, team, archived }: WorkflowsSearch) => ({
  ...pagesQuery(['workflows', { search, team, archived }], (page) =>
    answered(
      api.GET('/api/v1/workflows', {
        params: {
          query: {
            archived: archived === true,
            ...(search ? { search } : {}),
            ...(team ? { team } : {}),
            ...page,
          },
        },
      }),
    ),
  ),
  refetchInterval: OFTEN_MS,
});

/** Who has which draft open, by workflow. */
export const presentQuery = queryOptions({
  queryKey: ['participants'],
  refetchInterval: OFTEN_MS,
  queryFn: async () => {
    const query = { limit: 500 };
    const { items } = await answered(api.GET('/api/v1/participants', { params: { query } }));
    return Map.groupBy(items, ({ workflow }) => workflow);
  },
});

/** The newest executions of all workflows, by workflow, the newest first. */
export const newestExecutionsQuery = queryOptions({
  queryKey: ['executions', 'newest'],
  refetchInterval: OFTEN_MS,
  queryFn: async () => {
    const query = { limit: NEWEST };
    const { items } = await answered(api.GET('/api/v1/executions', { params: { query } }));
    return Map.groupBy(items, ({ workflow }) => workflow ?? '');
  },
});

/** What Run starts: the newest version, or the draft while nothing is published. */
export async function runnableDocument(workflow: WorkflowRow): Promise<JsonObject> {
  const path = { workflow_id: workflow.id };
  if (workflow.newest_version === null) return await readDraft(workflow.id);
  const query = { number: workflow.newest_version };
  const versions = await answered(
    api.GET('/api/v1/workflows/{workflow_id}/versions', { params: { path, query } }),
  );
  const [version] = versions.items;
  return version === undefined ? {} : await versionDocument(version.id);
}

export async function versionDocument(version: string): Promise<JsonObject> {
  const params = { path: { version_id: version } };
  const { document } = await answered(api.GET('/api/v1/versions/{version_id}', { params }));
  return document as JsonObject;
}

/** Versions never change, so each is read once. */
export const versionDocumentQuery = (version: string) =>
  queryOptions({
    queryKey: ['version-document', version],
    enabled: version !== '',
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => versionDocument(version),
  });

/** The draft as the server has it now. */
export const draftQuery = (workflow: string) =>
  queryOptions({
    queryKey: ['draft', workflow],
    enabled: workflow !== '',
    queryFn: () => readDraft(workflow),
  });

async function readDraft(workflow: string): Promise<JsonObject> {
  const params = { path: { workflow_id: workflow } };
  const draft = await answered(api.GET('/api/v1/workflows/{workflow_id}/document', { params }));
  return draft.document as JsonObject;
}

export function startWorkflow(workflow: WorkflowRow, inputs: Readonly<Record<string, Json>>) {
  return answered(
    api.POST('/api/v1/workflows/{workflow_id}/executions', {
      params: { path: { workflow_id: workflow.id } },
      body: { inputs, ...(workflow.newest_version === null ? { draft: true } : {}) },
    }),
  );
}

export function duplicateWorkflow(workflow: WorkflowRow) {
  return answered(
    api.POST('/api/v1/workflows/{workflow_id}/duplicate', {
      params: { path: { workflow_id: workflow.id } },
      body: {},
    }),
  );
}

export function archiveWorkflow(workflow: WorkflowRow, archived: boolean) {
  return answered(
    api.PATCH('/api/v1/workflows/{workflow_id}', {
      params: { path: { workflow_id: workflow.id } },
      body: { archived },
    }),
  );
}
