import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { newestExecutionsQuery } from '../api/executions.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { executionLook } from '../runs/executionLook.ts';
import { useExecutionSummary } from '../runs/useExecution.ts';
import { when } from '../ui/time.ts';
import { parentOf } from '../workflow/graph.ts';
import type { JsonObject } from '../workflow/json.ts';
import css from './inspector.module.css';

const PATH = /^\d{1,9}(\.\d{1,9})*$/;

/** Whose data the previews under the fields are made of: which run, and which item of a map. */
export function PreviewData({ task }: { task: JsonObject }) {
  const designer = useDesigner();
  const chosen = useSignal(designer.previewData);
  const ended = useExecutionSummary()?.ended_at;
  const [run, item] = [useId(), useId()];
  const { data: rows = [] } = useQuery(newestExecutionsQuery(designer.workflowId, ended ?? ''));
  const isInside = parentOf(task) !== undefined;
  if (rows.length === 0) return null;
  const set = (part: Partial<typeof chosen>) =>
    designer.previewData.set({ ...designer.previewData.get(), ...part });

  return (
    <fieldset className={css.previewData}>
      <legend>Previews</legend>
      <label htmlFor={run}>with data of</label>
      <select
        id={run}
        className={css.input}
        value={chosen.execution ?? ''}
        onChange={({ target }) => set({ execution: target.value })}
      >
        <option value="">the newest run that has it</option>
        {rows.map((row) => (
          <option key={row.id} value={row.id}>
            {`${row.id.slice(0, 8)} · ${executionLook(row).word} · ${when(row.created_at)}`}
          </option>
        ))}
      </select>
      {isInside && (
        <>
          <label htmlFor={item}>item</label>
          <input
            id={item}
            className={css.input}
            value={chosen.item}
            placeholder="0"
            aria-invalid={chosen.item !== '' && !PATH.test(chosen.item)}
            title="Number of the item or turn, from 0; 3.0 for one inside of another"
            onChange={({ target }) => set({ item: target.value.trim() })}
          />
        </>
      )}
    </fieldset>
  );
}

/** What a preview asks for, beside what it evaluates. */
export function usePreviewData(): PreviewsFrom {
  return previewsFrom(useSignal(useDesigner().previewData));
}

interface PreviewsFrom {
  readonly execution?: string;
  readonly index_path?: string;
}

export function previewsFrom({
  execution,
  item,
}: {
  readonly execution: string;
  readonly item: string;
}): PreviewsFrom {
  return {
    ...(execution === '' ? {} : { execution }),
    ...(PATH.test(item) ? { index_path: item } : {}),
  };
}
