import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answered, api } from '../api/client.ts';
import { retryPlanQuery } from '../api/executions.ts';
import { linesOf } from '../api/refusal.ts';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { pinRun } from '../pins/pinning.ts';
import { Button } from '../ui/Button.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { lasting } from '../ui/time.ts';
import { EstimateLine } from './EstimateLine.tsx';
import css from './runs.module.css';
import { useExecutionLook, useExecutionSummary } from './useExecution.ts';

const TICK_MS = 250;
const MICRO = 1_000_000;

type Action = 'cancel' | 'pause' | 'resume' | 'retry' | 'retry with draft';

/** How the run stands, and what can be done with it. */
export function RunActions() {
  const designer = useDesigner();
  const execution = useExecutionSummary();
  const elapsed = useElapsed(execution?.started_at ?? null, execution?.ended_at ?? null);
  const hasChanged = useSignal(designer.changes).size > 0;
  const act = useMutation({
    mutationFn: (action: Action) => request(action, execution?.id ?? ''),
    onSuccess: (row, action) => {
      if (action !== 'retry' && action !== 'retry with draft') return;
      // Who has just mended a task would take the same failure for a mending that failed.
      if (action === 'retry' && hasChanged)
        designer.tell('Retried as it ran. “Retry with the draft” takes what has changed since.');
      designer.executionId.set((row as { id: string }).id);
    },
    onError: (error) => designer.tell(linesOf(error).slice(0, 2).join(' '), undefined, true),
  });
  const mayEdit = useMayEdit();
  const pin = useMutation({
    mutationFn: (run: string) => pinRun(designer.workflowId, run),
    onSuccess: async (pinned) => {
      await designer.readPins?.();
      designer.tell(`Pinned ${pinned.length}: runs of the draft take these outputs.`);
    },
    onError: (error) => designer.tell(error.message, undefined, true),
  });
  const look = useExecutionLook();
  if (execution === undefined) return <p className={css.faint}>Reading the run…</p>;
  const { state, id, cost_microusd: cost } = execution;
  const hasEnded = execution.ended_at !== null;

  return (
    <header className={css.actions}>
      {look && <StateMark {...look} />}
      <span className={css.number}>{lasting(elapsed)}</span>
      {cost > 0 && <span className={css.number}>${(cost / MICRO).toFixed(4)}</span>}
      <span className={css.spring} />
      {state === 'running' && <Button onClick={() => act.mutate('pause')}>Pause</Button>}
      {state === 'paused' && <Button onClick={() => act.mutate('resume')}>Resume</Button>}
      {!hasEnded && (
        <Button look="danger" onClick={() => act.mutate('cancel')}>
          Cancel
        </Button>
      )}
      {state === 'failed' && (
        <Button onClick={() => act.mutate('retry')}>Retry from what failed</Button>
      )}
      {hasEnded && hasChanged && (
        <Button
          title="Runs what failed or was changed since, and all after it; the rest is kept"
          onClick={() => act.mutate('retry with draft')}
        >
          Retry with the draft
        </Button>
      )}
      {mayEdit && hasEnded && (
        <Button disabled={pin.isPending} onClick={() => pin.mutate(id)}>
          Pin all outputs of this run
        </Button>
      )}
      <a href={`/executions/${id}`}>Whole run</a>
      {state === 'failed' && <RetryEstimate id={id} />}
    </header>
  );
}

/** What another try would take and cost, beside the button that begins it. */
function RetryEstimate({ id }: { id: string }) {
  const plan = useQuery(retryPlanQuery(id, {})).data;
  return plan === undefined ? null : <EstimateLine estimate={plan.estimate} />;
}

function request(action: Action, id: string): Promise<unknown> {
  const params = { path: { execution_id: id } };
  switch (action) {
    case 'cancel':
      return answered(api.POST('/api/v1/executions/{execution_id}/cancel', { params } as never));
    case 'pause':
      return answered(api.POST('/api/v1/executions/{execution_id}/pause', { params } as never));
    case 'resume':
      return answered(api.POST('/api/v1/executions/{execution_id}/resume', { params } as never));
    case 'retry':
      return answered(
        api.POST('/api/v1/executions/{execution_id}/retry', { params, body: {} } as never),
      );
    case 'retry with draft':
      return answered(
        api.POST('/api/v1/executions/{execution_id}/retry', {
          params,
          body: { version: 'draft' },
        } as never),
      );
  }
}

function useElapsed(startedAt: string | null, endedAt: string | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (startedAt === null || endedAt !== null) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [startedAt, endedAt]);
  if (startedAt === null) return 0;
  return (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt);
}
