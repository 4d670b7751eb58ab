import { useSyncExternalStore } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import type { TaskStatus } from '../runs/statuses.ts';
import { useTaskStatus } from '../runs/useExecution.ts';
import { StateMark } from '../ui/StateMark.tsx';
import css from './canvas.module.css';

/** How the task runs, or what is wrong with it while nothing runs. */
export function NodeState({ id, isDisabled }: { id: string; isDisabled: boolean }) {
  const status = useTaskStatus(id);
  const worst = useWorstProblem(id);

  if (status !== undefined) return <StateMark look={status.look} word={wordOf(status)} />;
  if (isDisabled) return <span className={css.off}>off</span>;
  if (worst === undefined) return null;
  return (
    <span
      className={css.problem}
      data-severity={worst}
      title={`This task has a problem (${worst})`}
    >
      {worst === 'error' ? '✕' : '!'}
    </span>
  );
}

function wordOf({ look, runs, ended }: TaskStatus): string {
  return runs.length > 1 && look !== 'done' ? `${ended}/${runs.length}` : look;
}

function useWorstProblem(id: string): 'error' | 'warning' | undefined {
  const { problems } = useRoom();
  return useSyncExternalStore(problems.subscribe, () => {
    const mine = (problems.get() ?? []).filter((problem) => problem.task === id);
    if (mine.some(({ severity }) => severity === 'error')) return 'error';
    return mine.some(({ severity }) => severity === 'warning') ? 'warning' : undefined;
  });
}
