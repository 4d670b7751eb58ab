import { useSyncExternalStore } from 'react';
import { useDesigner } from '../designer/designerContext.ts';

/** Whether this node is where the keyboard enters the canvas, and whether it is being renamed. */
export function useRoving(id: string): { readonly isCurrent: boolean; readonly renaming: boolean } {
  const { current, renaming } = useDesigner();
  const isCurrent = useSyncExternalStore(current.subscribe, () => current.get() === id);
  const isRenamed = useSyncExternalStore(renaming.subscribe, () => renaming.get() === id);
  return { isCurrent, renaming: isRenamed };
}
