import { useQuery } from '@tanstack/react-query';
import { answered, api, type Shape } from '../../api/client.ts';
import type { Pair } from '../../runs/comparison.ts';
import { DiffView } from '../../runs/DiffView.tsx';
import { diffLines } from '../../runs/lineDiff.ts';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import css from './executions.module.css';

interface Props {
  readonly a: string;
  readonly b: string;
  readonly pair: Pair;
  /** Of both versions, as lines. */
  readonly settings: readonly [string, string];
}

/** How one task differs between two runs: how it was set, what it was given, what it gave. */
export function DifferencesOf({ a, b, pair, settings }: Props) {
  const before = useRun(a, pair.before?.id);
  const after = useRun(b, pair.after?.id);
  const error = before.error ?? after.error;
  return (
    <div className={css.differences}>
      <Part name="Settings" before={settings[0]} after={settings[1]} />
      {error && <Wrong error={error} />}
      {!error && (before.isPending || after.isPending) && <Waiting rows={2} />}
      {before.data !== undefined && after.data !== undefined && (
        <>
          <Part name="Input" before={inputOf(before.data)} after={inputOf(after.data)} />
          <Part name="Output" before={outputOf(before.data)} after={outputOf(after.data)} />
        </>
      )}
    </div>
  );
}

const NOTHING: ReadonlySet<string> = new Set(['', '{}']);

interface PartProps {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** Of its heading. */
  readonly level?: 2 | 3;
}

export function Part({ name, before, after, level = 3 }: PartProps) {
  const Heading = `h${level}` as const;
  const isSame = before === after;
  return (
    <section aria-label={name}>
      <Heading className={css.part}>
        {name}{' '}
        {isSame && (
          <span className={css.same}>
            {NOTHING.has(before) ? '· none in both' : '· the same in both'}
          </span>
        )}
      </Heading>
      {!isSame && <DiffView lines={diffLines(before, after)} />}
    </section>
  );
}

type Run = Shape<'TaskRunDetailRow'> | null;

/** Null: the task did not run there. */
function useRun(execution: string, run: number | undefined) {
  return useQuery({
    queryKey: ['task-run', execution, run, 'whole'],
    queryFn: async (): Promise<Run> => {
      if (run === undefined) return null;
      const params = { path: { execution_id: execution, task_run_id: run } };
      return await answered(
        api.GET('/api/v1/executions/{execution_id}/tasks/{task_run_id}', { params }),
      );
    },
  });
}

const inputOf = (run: Run) => asText(run?.attempts.at(-1)?.input);
const outputOf = (run: Run) => asText(run?.output);

export function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
