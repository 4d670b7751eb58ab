import { useMemo } from 'react';
import { LOOKS, type Look, signOf } from '../../runs/states.ts';
import { useExecutionFeed } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import css from './run.module.css';

const NUMBER = new Intl.NumberFormat('en');

/** How many task runs there are of each state. */
export function StateCounts() {
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  const counts = useMemo(() => {
    const found = new Map<Look, number>();
    for (const task of feed?.tasks() ?? []) {
      for (const { look } of feed?.statusOf(task)?.runs ?? []) {
        found.set(look, (found.get(look) ?? 0) + 1);
      }
    }
    return found;
  }, [feed, version]);
  if (counts.size === 0) return '–';
  return (
    <span className={css.counts}>
      {LOOKS.filter((look) => counts.has(look)).map((look) => (
        <span key={look} data-look={look} title={`${counts.get(look)} ${look}`}>
          <span aria-hidden="true">{signOf(look)}</span>
          <span className={css.hidden}>{look} </span>
          {NUMBER.format(counts.get(look) ?? 0)}
        </span>
      ))}
    </span>
  );
}
