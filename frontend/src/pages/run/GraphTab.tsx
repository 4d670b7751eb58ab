import { lazy, Suspense, useState } from 'react';
import { useRunHere } from '../../runs/runContext.ts';
import { Button } from '../../ui/Button.tsx';
import { Waiting } from '../../ui/Told.tsx';
import { isObject } from '../../workflow/json.ts';
import { Progress } from './Progress.tsx';
import css from './run.module.css';

const MANY = 1_000;
const Still = lazy(async () => ({ default: (await import('./StillGraph.tsx')).StillGraph }));

/** The graph of the version that runs; with very many tasks a table, until one asks for the graph. */
export function GraphTab() {
  const { document } = useRunHere();
  const [isWanted, setWanted] = useState(false);
  const count = isObject(document.tasks) ? Object.keys(document.tasks).length : 0;
  if (!isObject(document.tasks)) return <Waiting />;
  if (count >= MANY && !isWanted) {
    return (
      <>
        <p className={css.note}>
          {count} tasks, shown in groups.{' '}
          <Button onClick={() => setWanted(true)}>Draw the graph all the same</Button>
        </p>
        <Progress />
      </>
    );
  }
  return (
    <Suspense fallback={<Waiting />}>
      <Still document={document} />
    </Suspense>
  );
}
