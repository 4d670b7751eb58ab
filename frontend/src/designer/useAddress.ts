import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useRoomState } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from './designerContext.ts';
import { openLinked } from './sharing.ts';

const route = getRouteApi('/workflows/$workflowId/design');

/** The address says which task is selected and which run is shown: a copied link shows the same. */
export function useAddress(): void {
  const designer = useDesigner();
  const { isLoaded } = useRoomState();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/workflows/$workflowId/design' });
  const selected = useSignal(designer.selected);
  const execution = useSignal(designer.executionId);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the link said when it was opened
  useEffect(() => {
    if (!isLoaded) return;
    if (search.execution) {
      designer.executionId.set(search.execution);
      designer.tab.set('run');
    }
    const { task } = search;
    const isThere = task !== undefined && designer.room.view.has('tasks', task);
    requestAnimationFrame(() => {
      if (isThere) designer.show(task);
      openLinked(designer, search);
    });
  }, [isLoaded, designer]);

  useEffect(() => {
    if (!isLoaded) return;
    const [task] = selected.size === 1 ? selected : [];
    void navigate({
      search: { ...(task ? { task } : {}), ...(execution ? { execution } : {}) },
      replace: true,
      state: true,
    });
  }, [isLoaded, navigate, selected, execution]);
}
