/** What was said with a model in one attempt. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from './client.ts';

export const messagesQuery = (execution: string, taskRun: number, attempt: number) =>
  queryOptions({
    queryKey: ['messages', execution, taskRun, attempt],
    staleTime: Number.POSITIVE_INFINITY, // what was said stays said
    queryFn: () =>
      answered(
        api.GET(
          '/api/v1/executions/{execution_id}/tasks/{task_run_id}/attempts/{attempt}/messages',
          { params: { path: { execution_id: execution, task_run_id: taskRun, attempt } } },
        ),
      ),
  });
