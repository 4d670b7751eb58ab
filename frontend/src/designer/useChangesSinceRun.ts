import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { executionQuery } from '../api/executions.ts';
import { versionDocumentQuery } from '../api/workflows.ts';
import { useRoom } from '../collaboration/roomContext.ts';
import { changesBetween, NO_CHANGES } from '../workflow/changes.ts';
import { project } from '../workflow/projection.ts';
import { useDesigner, useSignal } from './designerContext.ts';

const PAUSE_MS = 300;

/** Keeps what the draft has changed since the run that is shown, while people edit. */
export function useChangesSinceRun(): void {
  const designer = useDesigner();
  const { doc, view } = useRoom();
  const id = useSignal(designer.executionId);
  const run = useQuery({ ...executionQuery(id ?? ''), enabled: id !== undefined }).data;
  const before = useQuery(versionDocumentQuery(run?.version ?? '')).data;

  useEffect(() => {
    if (id === undefined || before === undefined) return designer.changes.set(NO_CHANGES);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      designer.changes.set(changesBetween(before, project(doc)));
    };
    const ask = () => {
      timer ??= setTimeout(read, PAUSE_MS);
    };
    read();
    const stop = [view.subscribe('tasks/*', ask), view.subscribe('edges', ask)];
    return () => {
      clearTimeout(timer);
      for (const each of stop) each();
    };
  }, [designer, doc, view, id, before]);
}
