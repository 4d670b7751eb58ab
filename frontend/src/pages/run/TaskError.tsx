import { causeOf } from '../../runs/explain.ts';
import { useRunHere } from '../../runs/runContext.ts';
import type { TaskRun } from '../../runs/statuses.ts';
import { Said } from '../../ui/Said.tsx';
import { DebugLink } from './DebugLink.tsx';
import css from './panel.module.css';
import type { TaskRunDetail } from './useTaskRun.ts';

interface Props {
  readonly run: TaskRun;
  readonly detail: TaskRunDetail | null | undefined;
}

/** Why the task failed, in a sentence, and where to go on. */
export function TaskError({ run, detail }: Props) {
  const { execution } = useRunHere();
  const last = detail?.attempts.at(-1);
  if (run.look !== 'failed' && run.reason) return <p className={css.faint}>{run.reason}</p>;
  if (run.look !== 'failed') return null;
  const code = last?.error_code || execution.error_code;
  const { cause, advice, said } = causeOf(code, last?.error_message ?? '');
  return (
    <section className={css.error} role="alert">
      <p>
        <strong>
          <Said>{cause}</Said>
        </strong>{' '}
        {advice}
      </p>
      {said && (
        <pre className={css.said}>
          <Said>{said}</Said>
        </pre>
      )}
      <p className={css.steps}>
        {code && <code>{code}</code>}
        <DebugLink task={run.task} />
      </p>
    </section>
  );
}
