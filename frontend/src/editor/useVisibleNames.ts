import { useCallback } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import { type Scope, type VisibleName, visibleNames } from './visibleNames.ts';

/** What the expressions at a place can name; read when it is asked for. */
export function useVisibleNames({
  task,
  isInner = false,
  isOutputs = false,
}: Scope): () => readonly VisibleName[] {
  const { view } = useRoom();
  return useCallback(
    () => visibleNames(view, { task, isInner, isOutputs }),
    [view, task, isInner, isOutputs],
  );
}
