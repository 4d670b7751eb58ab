import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import type { Designer } from '../designer/designer.ts';
import { useDesigner } from '../designer/designerContext.ts';
import type { DocView } from '../workflow/docView.ts';
import { frameOf } from './frames.ts';
import { shownFor } from './walking.ts';

/** The node where the keyboard enters the canvas: where it was last, else the first. */
export function entryOf({ current, folds, room: { view } }: Designer): string | undefined {
  const id = current.get();
  const entry = id !== undefined && isThere(view, id) ? id : view.ids('tasks')[0];
  return entry === undefined ? undefined : shownFor(view, folds.get(), entry);
}

function isThere(view: DocView, id: string): boolean {
  const group = frameOf(id);
  return group === undefined ? view.has('tasks', id) : view.has('groups', group);
}

/** Whether this node is where the keyboard enters the canvas, and whether it is being renamed. */
export function useRoving(id: string): { readonly isCurrent: boolean; readonly renaming: boolean } {
  const designer = useDesigner();
  const { view } = useRoom();
  const { current, renaming } = designer;
  const isCurrent = useSyncExternalStore(
    (heard) => {
      const stop = [
        current.subscribe(heard),
        view.subscribe('tasks', heard),
        view.subscribe('groups/*', heard),
        designer.folds.subscribe(heard),
      ];
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
      if (focused.current === undefined || isThere(view, focused.current)) return;
      focused.current = undefined;
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) designer.canvas?.focus();
      });
    };
    const stop = [view.subscribe('tasks', look), view.subscribe('groups', look)];
    return () => {
      for (const each of stop) each();
    };
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
