import { useQuery } from '@tanstack/react-query';
import { answered, api, type Shape } from '../../api/client.ts';
import type { TaskRun } from '../../runs/statuses.ts';

export type TaskRunDetail = Shape<'TaskRunDetailRow'>;

/** A task run whole; read anew when its state or attempt changed. */
export function useTaskRun(execution: string, run: TaskRun | undefined) {
  return useQuery({
    ...taskRunQuery(execution, run),
    placeholderData: (before: TaskRunDetail | null | undefined) =>
      before?.task === run?.task && before?.index_path === run?.path ? before : undefined,
  });
}

export function taskRunQuery(execution: string, run: TaskRun | undefined) {
  return {
    queryKey: ['task-run', execution, run?.task, run?.path, run?.look, run?.attempt],
    enabled: execution !== '' && run !== undefined,
    queryFn: async (): Promise<TaskRunDetail | null> => {
      const id = run?.id ?? (await findId(execution, run?.task ?? '', run?.path ?? ''));
      if (id === undefined) return null;
      const params = { path: { execution_id: execution, task_run_id: id } };
      return answered(api.GET('/api/v1/executions/{execution_id}/tasks/{task_run_id}', { params }));
    },
  };
}

/** Runs that the feed learnt of by events have no number there. */
async function findId(execution: string, task: string, path: string): Promise<number | undefined> {
  const query = { task, limit: 1, ...(path === '' ? {} : { index_path: path }) };
  const params = { path: { execution_id: execution }, query };
  const rows = await answered(api.GET('/api/v1/executions/{execution_id}/tasks', { params }));
  return rows.items.find((row) => row.index_path === path)?.id;
}
