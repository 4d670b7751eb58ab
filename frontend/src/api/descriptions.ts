/** Workflows that a model drafts from a description. */
import { answered, api, type Shape } from './client.ts';

export type DescriptionRow = Shape<'DescriptionRow'>;

export function startDescription(workflow: string, text: string): Promise<DescriptionRow> {
  return answered(
    api.POST('/api/v1/workflows/{workflow_id}/descriptions', {
      params: { path: { workflow_id: workflow } },
      body: { text },
    }),
  );
}

export function readDescription(workflow: string, execution: string): Promise<DescriptionRow> {
  const path = { workflow_id: workflow, execution_id: execution };
  return answered(
    api.GET('/api/v1/workflows/{workflow_id}/descriptions/{execution_id}', { params: { path } }),
  );
}
