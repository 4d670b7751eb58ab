import { useCallback, useSyncExternalStore } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import { isFinal, worstOf } from '../runs/states.ts';
import { useAllTasks } from '../runs/useExecution.ts';
import { StateMark } from '../ui/StateMark.tsx';
import css from './canvas.module.css';

/** The worst of how some tasks run, or while nothing runs of what is wrong with them. */
export function GroupState({ tasks }: { tasks: readonly string[] }) {
  const feed = useAllTasks();
  const problems = useProblemsOf(tasks);
  const looks = tasks.flatMap((id) => feed?.statusOf(id)?.look ?? []);
  const worst = worstOf(looks);

  if (worst !== undefined) {
    const ended = looks.filter(isFinal).length;
    const isWhole = worst === 'done' || worst === 'cached' || worst === 'skipped';
    const word = isWhole ? worst : `${worst} · ${ended}/${tasks.length}`;
    return <StateMark look={worst} word={word} />;
  }
  if (problems === '') return null;
  const [severity = '', count = ''] = problems.split(' ');
  return (
    <span className={css.problem} data-severity={severity} title={inWords(severity, Number(count))}>
      {count}
    </span>
  );
}

function inWords(severity: string, count: number): string {
  return `${count} ${severity}${count === 1 ? '' : 's'} in this group`;
}

/** `error 3`; empty: none worth telling. */
function useProblemsOf(tasks: readonly string[]): string {
  const { problems } = useRoom();
  const read = useCallback(() => {
    const mine = new Set(tasks);
    const of = (severity: string) =>
      (problems.get() ?? []).filter(
        (each) => each.severity === severity && mine.has(each.task ?? ''),
      ).length;
    const [errors, warnings] = [of('error'), of('warning')];
    if (errors > 0) return `error ${errors}`;
    return warnings > 0 ? `warning ${warnings}` : '';
  }, [problems, tasks]);
  return useSyncExternalStore(problems.subscribe, read);
}
