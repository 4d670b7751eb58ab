import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client.ts';
import type { Pair } from '../../runs/comparison.ts';
import { type DiffLine, diffLines } from '../../runs/lineDiff.ts';
import css from './executions.module.css';

/** How the output of one task differs between two runs, line by line. */
export function OutputsOf({ a, b, pair }: { a: string; b: string; pair: Pair }) {
  const before = useOutput(a, pair.before?.id);
  const after = useOutput(b, pair.after?.id);
  const error = before.error ?? after.error;
  if (error) return <p role="alert">{error.message}</p>;
  if (before.data === undefined || after.data === undefined) return null;
  const lines = diffLines(before.data, after.data);
  if (lines.every(({ sign }) => sign === ' '))
    return <p className={css.same}>Both outputs are the same.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
    <pre className={css.diff} tabIndex={0}>
      {lines.map((line, at) => (
        <Line key={String(at)} {...line} />
      ))}
    </pre>
  );
}

function Line({ sign, text }: DiffLine) {
  return (
    <span data-sign={sign}>
      {sign} {text}
      {'\n'}
    </span>
  );
}

function useOutput(execution: string, run: number | undefined) {
  return useQuery({
    queryKey: ['task-run-output', execution, run],
    queryFn: async () => {
      if (run === undefined) return '';
      const params = { path: { execution_id: execution, task_run_id: run } };
      const row = await answered(
        api.GET('/api/v1/executions/{execution_id}/tasks/{task_run_id}', { params }),
      );
      if (row.output === null) return '';
      return typeof row.output === 'string' ? row.output : JSON.stringify(row.output, null, 2);
    },
  });
}
