import { useMutation, useQueryClient } from '@tanstack/react-query';
import { steer } from '../../api/executions.ts';
import { useTeams } from '../../app/useTeams.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { useExecutionSummary } from '../../runs/useExecution.ts';
import { Button } from '../../ui/Button.tsx';
import { Square } from '../../ui/icons.ts';

/** Beside what a model writes, for who has read enough: ends the run and what it would still cost. */
export function StopButton() {
  const { execution } = useRunHere();
  const state = useExecutionSummary()?.state ?? execution.state;
  const { may } = useTeams();
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: () => steer(execution.id, 'cancel'),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['execution', execution.id] }),
  });
  if (!may('run', execution.team) || state !== 'running') return null;
  return (
    <>
      <Button look="danger" disabled={stop.isPending} onClick={() => stop.mutate()}>
        <Square size={12} aria-hidden /> Stop the run
      </Button>
      {stop.error && <span role="alert">{stop.error.message}</span>}
    </>
  );
}
