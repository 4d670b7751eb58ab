/** What the live feed tells, asked for by REST: some proxies let no sockets through. */
import { answered, api, type Shape } from '../api/client.ts';

const PAGE = 500;

export async function readExecution(id: string): Promise<Shape<'ExecutionSummaryRow'>> {
  const params = { path: { execution_id: id } };
  return await answered(api.GET('/api/v1/executions/{execution_id}/summary', { params }));
}

/** Events after a number, in order, page by page. */
export async function* eventPages(
  id: string,
  after: number,
): AsyncGenerator<readonly Shape<'EventRow'>[]> {
  let last = after;
  for (;;) {
    const params = { path: { execution_id: id }, query: { after: last, limit: PAGE } };
    const { items } = await answered(
      api.GET('/api/v1/executions/{execution_id}/events', { params }),
    );
    yield items;
    last = items.at(-1)?.number ?? last;
    if (items.length < PAGE) return;
  }
}
