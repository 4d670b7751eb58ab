import type { UseQueryResult } from '@tanstack/react-query';
import { whyNoInput } from '../../runs/explain.ts';
import { JsonView } from '../../runs/JsonView.tsx';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import css from './panel.module.css';
import type { TaskRunDetail } from './useTaskRun.ts';

/** What the newest attempt was given. */
export function TaskInput({
  detail,
  isFailed,
}: {
  detail: UseQueryResult<TaskRunDetail | null>;
  isFailed: boolean;
}) {
  if (detail.error) return <Wrong error={detail.error} onRetry={() => void detail.refetch()} />;
  if (detail.isPending) return <Waiting rows={2} />;
  const last = detail.data?.attempts.at(-1);
  const why = (last?.input ?? null) === null ? whyNoInput(isFailed, last?.error_code) : undefined;
  if (why !== undefined) return <p className={css.faint}>{why}</p>;
  if (last === undefined) return <p className={css.faint}>No attempt has ended yet.</p>;
  return <JsonView value={last.input} />;
}
