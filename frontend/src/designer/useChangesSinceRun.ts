import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { executionQuery } from '../api/executions.ts';
import { versionDocumentQuery } from '../api/workflows.ts';
import { useRoom } from '../collaboration/roomContext.ts';
import { project } from '../workflow/projection.ts';
import { NO_CHANGES } from '../workflow/settingsChanged.ts';
import { useDesigner, useSignal } from './designerContext.ts';
import { loadChanges } from './parts.ts';

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
    let isOver = false;
    const read = async () => {
      const { changesBetween } = await loadChanges();
      timer = undefined;
      if (!isOver) designer.changes.set(changesBetween(before, project(doc)));
    };
    const ask = () => {
      timer ??= setTimeout(() => void read(), PAUSE_MS);
    };
    void read();
    const stop = [view.subscribe('tasks/*', ask), view.subscribe('edges', ask)];
    return () => {
      isOver = true;
      clearTimeout(timer);
      for (const each of stop) each();
    };
  }, [designer, doc, view, id, before]);
}
