import type { UseQueryResult } from '@tanstack/react-query';
import { JsonView } from '../../runs/JsonView.tsx';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import css from './panel.module.css';
import type { TaskRunDetail } from './useTaskRun.ts';

/** What the newest attempt was given. */
export function TaskInput({ detail }: { detail: UseQueryResult<TaskRunDetail | null> }) {
  if (detail.error) return <Wrong error={detail.error} onRetry={() => void detail.refetch()} />;
  if (detail.isPending) return <Waiting rows={2} />;
  const last = detail.data?.attempts.at(-1);
  if (last === undefined) return <p className={css.faint}>No attempt has ended yet.</p>;
  return <JsonView value={last.input} />;
}
