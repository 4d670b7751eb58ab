import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Steering as How, steer } from '../../api/executions.ts';
import { useTeams } from '../../app/useTeams.ts';
import { hasEnded } from '../../runs/executionLook.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { Button } from '../../ui/Button.tsx';
import { Pause, PenTool, Play, RotateCcw } from '../../ui/icons.ts';
import ui from '../../ui/ui.module.css';
import { RetryDialog } from './RetryDialog.tsx';
import css from './run.module.css';

/** What can be done with the run as it stands. */
export function Steering({ state }: { state: string }) {
  const { execution, selected } = useRunHere();
  const { may } = useTeams();
  const queries = useQueryClient();
  const [isRetrying, setRetrying] = useState(false);
  const act = useMutation({
    mutationFn: (how: How) => steer(execution.id, how),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['execution', execution.id] }),
  });
  const mayRun = may('run', execution.team);
  const button = (how: How, label: string, icon?: React.ReactNode) => (
    <Button
      look={how === 'cancel' ? 'danger' : 'plain'}
      disabled={act.isPending}
      onClick={() => act.mutate(how)}
    >
      {icon} {label}
    </Button>
  );
  return (
    <span className={css.buttons}>
      {execution.workflow && (
        <Link
          className={ui.button}
          data-kind="quiet"
          to="/workflows/$workflowId/design"
          params={{ workflowId: execution.workflow }}
          search={{
            execution: execution.id,
            ...(selected ? { task: selected.split('[')[0] } : {}),
          }}
        >
          <PenTool size={14} aria-hidden /> Open in the designer
        </Link>
      )}
      {execution.workflow && hasEnded(state) && (
        <Link
          className={ui.button}
          data-kind="quiet"
          to="/executions/compare"
          search={{ a: execution.id }}
        >
          Compare…
        </Link>
      )}
      {mayRun && state === 'running' && button('pause', 'Pause', <Pause size={14} aria-hidden />)}
      {mayRun && state === 'queued' && button('pause', 'Pause', <Pause size={14} aria-hidden />)}
      {mayRun && state === 'paused' && button('resume', 'Resume', <Play size={14} aria-hidden />)}
      {mayRun && !hasEnded(state) && state !== 'cancelling' && button('cancel', 'Cancel')}
      {mayRun && hasEnded(state) && (
        <Button
          look={state === 'succeeded' ? 'plain' : 'primary'}
          onClick={() => setRetrying(true)}
        >
          <RotateCcw size={14} aria-hidden />
          {state === 'succeeded' ? 'Run again…' : 'Retry…'}
        </Button>
      )}
      {act.error && (
        <span role="alert" className={css.bad}>
          {act.error.message}
        </span>
      )}
      {isRetrying && <RetryDialog onClose={() => setRetrying(false)} />}
    </span>
  );
}
