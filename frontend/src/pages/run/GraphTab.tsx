import { lazy, Suspense, useMemo, useState } from 'react';
import { useRunHere } from '../../runs/runContext.ts';
import { useExecutionFeed } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import { Button } from '../../ui/Button.tsx';
import { Waiting } from '../../ui/Told.tsx';
import { isObject } from '../../workflow/json.ts';
import { GroupedGraph } from './GroupedGraph.tsx';
import { Progress } from './Progress.tsx';
import css from './run.module.css';

const MANY = 1_000;
const NUMBER = new Intl.NumberFormat('en');
const Still = lazy(async () => ({ default: (await import('./StillGraph.tsx')).StillGraph }));

/**
 * The graph of the version that runs; with very many tasks in groups, until one asks for all of it.
 *
 * A map of very many items has few tasks: their graph is drawn, and the groups are one click away.
 */
export function GraphTab() {
  const { document } = useRunHere();
  const [picked, setPicked] = useState<'groups' | 'graph'>();
  const runs = useRunCount();
  if (!isObject(document.tasks)) return <Waiting />;
  const count = Object.keys(document.tasks).length;
  const view = picked ?? (count >= MANY ? 'groups' : 'graph');
  const isHuge = count >= MANY || runs >= MANY;
  const what = `${NUMBER.format(count)} tasks, ${NUMBER.format(runs)} task runs`;
  if (view === 'groups') {
    return (
      <div className={css.groups}>
        <p className={css.note}>
          {what}, shown in groups.{' '}
          <Button onClick={() => setPicked('graph')}>
            {count >= MANY ? 'Draw the graph all the same' : 'Draw the graph'}
          </Button>
        </p>
        <GroupedGraph />
        <Progress />
      </div>
    );
  }
  return (
    <div className={css.drawn}>
      {isHuge && (
        <p className={css.note}>
          {what}. <Button onClick={() => setPicked('groups')}>Show groups and progress</Button>
        </p>
      )}
      <Suspense fallback={<Waiting />}>
        <Still document={document} />
      </Suspense>
    </div>
  );
}

function useRunCount(): number {
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  return useMemo(
    () =>
      (feed?.tasks() ?? []).reduce((sum, id) => sum + (feed?.statusOf(id)?.runs.length ?? 0), 0),
    [feed, version],
  );
}
