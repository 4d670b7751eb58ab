import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answered, api, Refusal, type Shape } from '../api/client.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { useExecutionSummary } from '../runs/useExecution.ts';
import { Said } from '../ui/Said.tsx';
import type { Json } from '../workflow/json.ts';
import css from './inspector.module.css';
import { usePreviewData } from './PreviewData.tsx';
import { useRested } from './useRested.ts';

const REST_MS = 300;
const TOO_MUCH = 422; // for a preview; the setting itself may be fine

interface Props {
  readonly task: string;
  readonly source: Json;
  /** What the field says already: it is not said twice. */
  readonly told?: string | undefined;
  readonly isCondition?: boolean;
  /** A container's own `result` or `until`: it sees the tasks inside. */
  readonly isInner?: boolean;
}

/** What an expression gives with the data of the last run and of pins, said by the server. */
export function Preview({ task, source, told, isCondition = false, isInner = false }: Props) {
  const { workflowId, pins } = useDesigner();
  const pinned = stampOf(useSignal(pins));
  const ended = useExecutionSummary()?.ended_at;
  const rested = useRested(source, REST_MS);
  const from = usePreviewData();
  const { data, error } = useQuery({
    queryKey: ['preview', workflowId, task, rested, isCondition, isInner, ended, pinned, from],
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      answered(
        api.POST('/api/v1/workflows/{workflow_id}/preview', {
          params: { path: { workflow_id: workflowId } },
          body: {
            task,
            ...from,
            is_inner: isInner,
            ...(isCondition ? { condition: String(rested) } : { template: rested }),
          },
          signal,
        }),
      ),
  });
  const isTooMuch = error instanceof Refusal && error.status === TOO_MUCH;
  const wrong = isTooMuch ? (error.problems[0]?.message ?? error.message) : data?.problem?.message;
  if (wrong !== undefined && (isTooMuch || error === null)) {
    return wrong === told ? null : (
      <p className={css.preview} role="status" data-wrong>
        <Said>{wrong}</Said>
      </p>
    );
  }
  if (data === undefined || error !== null) return null;
  return (
    <p className={css.preview} role="status">
      <Value found={data} isChosen={from.execution !== undefined} />
    </p>
  );
}

function Value({ found, isChosen }: { found: Shape<'PreviewRow'>; isChosen: boolean }) {
  if (found.missing.length > 0 && isChosen) {
    return <>That run has no data for {found.missing.join(', ')}.</>;
  }
  if (found.missing.length > 0) {
    return <>No data yet for {found.missing.join(', ')}: run it once, or pin an output.</>;
  }
  const from = [
    found.execution === null ? '' : isChosen ? 'that run' : 'the last run',
    found.pins.length > 0 ? 'pins' : '',
  ].filter((each) => each !== '');
  return (
    <>
      <span className={css.previewKind}>{found.type}</span>{' '}
      <code>
        {found.value === '' ? '(empty)' : found.value}
        {found.is_cut && '…'}
      </code>
      {from.length > 0 && <span className={css.previewFrom}> from {from.join(' and ')}</span>}
    </>
  );
}

/** Changes when any pin does. */
function stampOf(pins: ReadonlyMap<string, { readonly pinned_at: string }>): string {
  return [...pins].map(([task, { pinned_at: at }]) => `${task} ${at}`).join();
}
