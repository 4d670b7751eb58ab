import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { threadsQuery } from '../api/threads.ts';
import { useRoom, useRoomState } from '../collaboration/roomContext.ts';
import { useDesigner } from './designerContext.ts';
import { countsByPlace, onPoints, type ThreadCount } from './threads.ts';

/** Keeps the marks on the cards as the server has them: read anew when somebody wrote or resolved. */
export function useThreadsOfServer(): void {
  const designer = useDesigner();
  const { news } = useRoom();
  const { isLoaded } = useRoomState();
  const queries = useQueryClient();
  const { data } = useQuery({ ...threadsQuery(designer.workflowId), enabled: isLoaded });

  useEffect(
    () =>
      news.subscribe(() => {
        if (news.get()?.type !== 'thread') return;
        void queries.invalidateQueries({ queryKey: ['threads', designer.workflowId] });
        void queries.invalidateQueries({ queryKey: ['mentions'] });
      }),
    [news, queries, designer],
  );
  useEffect(() => {
    if (data === undefined) return;
    designer.threads.set(countsByPlace(data));
    designer.points.set(onPoints(data));
  }, [data, designer]);
}

/** The comments about one task or edge; renders anew only when something of the threads changes. */
export function useThreadCount(about: string): ThreadCount | undefined {
  const { threads } = useDesigner();
  return useSyncExternalStore(threads.subscribe, () => threads.get().get(about));
}
