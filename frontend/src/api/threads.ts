/** Threads of comments on a draft. */
import { answered, api, type Shape } from './client.ts';

const MOST = 500;

export const threadsQuery = (workflowId: string, withResolved = false) => ({
  queryKey: ['threads', workflowId, withResolved ? 'all' : 'open'],
  queryFn: async (): Promise<readonly Shape<'ThreadRow'>[]> => {
    const params = {
      path: { workflow_id: workflowId },
      query: { limit: MOST, ...(withResolved ? {} : { resolved: false }) },
    };
    return (await answered(api.GET('/api/v1/workflows/{workflow_id}/threads', { params }))).items;
  },
});
