import { useEffect, useSyncExternalStore } from 'react';
import { useRoom, useRoomState } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { fetchPins, type Pin } from './pinning.ts';

/** Keeps the designer's pins as the server has them: read anew when somebody changed them. */
export function usePinsOfServer(): void {
  const designer = useDesigner();
  const { news } = useRoom();
  const { line, isLoaded } = useRoomState();
  const isOpen = isLoaded && line.is === 'open';

  useEffect(() => {
    if (!isOpen) return;
    let isHere = true;
    const read = async () => {
      const pins = await fetchPins(designer.workflowId).catch(() => undefined);
      if (isHere && pins !== undefined) designer.pins.set(pins);
    };
    designer.readPins = read;
    void read();
    const stop = news.subscribe(() => {
      if (news.get()?.type === 'pins') void read();
    });
    return () => {
      isHere = false;
      designer.readPins = undefined;
      stop();
    };
  }, [designer, news, isOpen]);
}

/** The pin of one task; renders anew only when that one changes. */
export function usePin(task: string): Pin | undefined {
  const { pins } = useDesigner();
  return useSyncExternalStore(pins.subscribe, () => pins.get().get(task));
}
