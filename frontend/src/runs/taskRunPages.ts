import { answered, api, type Shape } from '../api/client.ts';

const PAGE = 500;

/** The task runs of an execution, page by page, as long as they are asked for. */
export async function* taskRunPages(execution: string): AsyncGenerator<Shape<'TaskRunRow'>[]> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = { limit: PAGE, ...(cursor === '' ? {} : { cursor }) };
    const params = { path: { execution_id: execution }, query };
    const page: Shape<'TaskRunPage'> = await answered(
      api.GET('/api/v1/executions/{execution_id}/tasks', { params }),
    );
    yield page.items;
    cursor = page.next;
  }
}
