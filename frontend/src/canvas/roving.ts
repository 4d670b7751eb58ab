import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import type { Designer } from '../designer/designer.ts';
import { useDesigner } from '../designer/designerContext.ts';

/** The task where the keyboard enters the canvas: where it was last, else the first. */
export function entryOf({ current, room: { view } }: Designer): string | undefined {
  const id = current.get();
  return id !== undefined && view.has('tasks', id) ? id : view.ids('tasks')[0];
}

/** Whether this node is where the keyboard enters the canvas, and whether it is being renamed. */
export function useRoving(id: string): { readonly isCurrent: boolean; readonly renaming: boolean } {
  const designer = useDesigner();
  const { view } = useRoom();
  const { current, renaming } = designer;
  const isCurrent = useSyncExternalStore(
    (heard) => {
      const stop = [current.subscribe(heard), view.subscribe('tasks', heard)];
      return () => {
        for (const each of stop) each();
      };
    },
    () => entryOf(designer) === id,
  );
  const isRenamed = useSyncExternalStore(renaming.subscribe, () => renaming.get() === id);
  return { isCurrent, renaming: isRenamed };
}

/** Notes where the keyboard is; when that task goes, whoever took it out, the focus stays here. */
export function useKeptFocus() {
  const designer = useDesigner();
  const { view } = useRoom();
  const focused = useRef<string>(undefined);

  useEffect(() => {
    const look = () => {
      if (focused.current === undefined || view.has('tasks', focused.current)) return;
      focused.current = undefined;
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) designer.canvas?.focus();
      });
    };
    return view.subscribe('tasks', look);
  }, [designer, view]);

  return {
    onFocus: (event: React.FocusEvent) => {
      const id = (event.target as HTMLElement).closest<HTMLElement>('[data-node]')?.dataset.node;
      focused.current = id;
      if (id !== undefined) designer.current.set(id);
    },
    onPointerDownCapture: () => {
      focused.current = undefined;
    },
  };
}
