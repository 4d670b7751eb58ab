import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { whyNoInput } from '../../runs/explain.ts';
import { JsonView } from '../../runs/JsonView.tsx';
import { wordOf } from '../../runs/states.ts';
import form from '../../ui/form.module.css';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import css from './panel.module.css';
import type { TaskRunDetail } from './useTaskRun.ts';

/** What an attempt was given: the newest one, until another is chosen. */
export function TaskInput({
  detail,
  isFailed,
}: {
  detail: UseQueryResult<TaskRunDetail | null>;
  isFailed: boolean;
}) {
  const [chosen, setChosen] = useState<number>();
  if (detail.error) return <Wrong error={detail.error} onRetry={() => void detail.refetch()} />;
  if (detail.isPending) return <Waiting rows={2} />;
  const attempts = detail.data?.attempts ?? [];
  const attempt = attempts.find(({ number }) => number === chosen) ?? attempts.at(-1);
  const isLast = attempt === attempts.at(-1);
  const why =
    (attempt?.input ?? null) === null
      ? whyNoInput(isFailed || !isLast, attempt?.error_code)
      : undefined;
  return (
    <>
      {attempts.length > 1 && (
        <label className={form.field}>
          Attempt
          <select
            className={form.input}
            value={attempt?.number}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {attempts.map(({ number, state }) => (
              <option key={number} value={number}>
                {number} · {wordOf(state)}
              </option>
            ))}
          </select>
        </label>
      )}
      {why !== undefined && <p className={css.faint}>{why}</p>}
      {why === undefined && attempt === undefined && (
        <p className={css.faint}>No attempt has ended yet.</p>
      )}
      {why === undefined && attempt !== undefined && <JsonView value={attempt.input} />}
    </>
  );
}
