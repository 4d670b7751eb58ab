import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { kindsQuery } from '../../api/queries.ts';
import { Canvas } from '../../canvas/Canvas.tsx';
import { Presence } from '../../collaboration/presence.ts';
import { Room } from '../../collaboration/room.ts';
import { type Here, RoomContext } from '../../collaboration/roomContext.ts';
import { Designer } from '../../designer/designer.ts';
import { DesignerContext } from '../../designer/designerContext.ts';
import { readSubject, useRunHere } from '../../runs/runContext.ts';
import { Wrong } from '../../ui/Told.tsx';
import { moveTasks } from '../../workflow/commands.ts';
import type { JsonObject } from '../../workflow/json.ts';
import css from './run.module.css';
import { useCriticalPath } from './useCriticalPath.ts';

interface Still {
  readonly here: Here;
  readonly designer: Designer;
}

/** The designer's own canvas with a document that nobody edits; it lights up as the run goes on. */
export function StillGraph({ document }: { document: JsonObject }) {
  const kinds = useQuery(kindsQuery);
  const still = useStill(document, kinds.data);
  useSelection(still?.designer);
  useChanges(still?.designer);
  useCriticalEdges(still?.designer);
  if (kinds.error) return <Wrong error={kinds.error} onRetry={() => void kinds.refetch()} />;
  if (still === undefined) return null;
  return (
    <RoomContext value={still.here}>
      <DesignerContext value={still.designer}>
        <div className={css.graph}>
          <Canvas />
        </div>
      </DesignerContext>
    </RoomContext>
  );
}

function useStill(document: JsonObject, kinds: Designer['kinds'] | undefined): Still | undefined {
  const [still, setStill] = useState<Still>();
  useEffect(() => {
    if (kinds === undefined) return;
    const room = Room.still(document);
    const presence = new Presence(room.awareness, '');
    let isOver = false;
    void placed(room).then(() => {
      const designer = new Designer(room, presence, kinds, '');
      if (!isOver) setStill({ here: { room, presence }, designer });
    });
    return () => {
      isOver = true;
      setStill(undefined);
      presence.destroy();
      room.destroy();
    };
  }, [document, kinds]);
  return still;
}

/** Documents that programs wrote have no places: then they get some, here only. */
async function placed({ view, doc }: Room): Promise<void> {
  const ids = view.ids('tasks');
  const places = new Set(
    ids.map((id) => JSON.stringify(view.entry('tasks', id)?.position ?? null)),
  );
  if (ids.length < 2 || places.size > 1) return;
  const { tidyPlaces } = await import('../../designer/tidy.ts');
  moveTasks(doc, await tidyPlaces(view));
}

/** Cards tell what the draft has changed since. */
function useChanges(designer: Designer | undefined): void {
  const { changes } = useRunHere();
  useEffect(() => designer?.changes.set(changes), [designer, changes]);
}

/** What decided how long the run takes stands out among the edges, too. */
function useCriticalEdges(designer: Designer | undefined): void {
  const { path } = useCriticalPath();
  useEffect(() => {
    const steps = path.slice(1).map((target, at) => `${path[at]}>${target}`);
    designer?.critical.set(new Set(steps));
  }, [designer, path]);
}

/** What is selected on the canvas is the task beside it, and the other way round. */
function useSelection(designer: Designer | undefined): void {
  const { selected, select } = useRunHere();
  const task = selected === undefined ? undefined : readSubject(selected).task;

  useEffect(() => {
    if (designer === undefined) return;
    designer.select(task === undefined ? [] : [task]);
  }, [designer, task]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the canvas tells here
  useEffect(
    () =>
      designer?.selected.subscribe(() => {
        const [id] = [...designer.selected.get()].filter((each) =>
          designer.room.view.has('tasks', each),
        );
        if (id !== task) select(id);
      }),
    [designer, task],
  );
}
