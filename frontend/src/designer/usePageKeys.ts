import { useEffect } from 'react';
import type { Designer } from './designer.ts';
import { useDesigner } from './designerContext.ts';
import { useRun } from './useRun.ts';

/** Keys that mean the same wherever the focus is, and letters that mean something outside fields. */
export function usePageKeys(): void {
  const designer = useDesigner();
  const { begin, mayRun } = useRun();

  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const isField = (event.target as Element).matches?.(
        'input, textarea, select, [contenteditable=true]',
      );
      const isDone =
        event.ctrlKey || event.metaKey
          ? withMod(designer, event, isField, mayRun ? begin : undefined)
          : !isField && !event.altKey && letter(designer, event.key);
      if (isDone) event.preventDefault();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [designer, begin, mayRun]);
}

function withMod(
  designer: Designer,
  event: KeyboardEvent,
  isField: boolean,
  run?: () => void,
): boolean {
  const key = event.key.toLowerCase();
  if (key === 'k') designer.open({ is: 'commands' });
  else if (key === 'f') designer.open({ is: 'find' });
  else if (key === 's') designer.open({ is: 'history', names: true });
  else if (key === 'enter' && run) run();
  else if (key === 'z' && !isField) {
    if (event.shiftKey) designer.redo();
    else designer.undo();
  } else return false;
  return true;
}

function letter(designer: Designer, key: string): boolean {
  if (designer.overlay.get().is !== 'none') return false;
  if (key === '?') designer.open({ is: 'shortcuts' });
  else if (key === 'o') designer.isOutline.set(!designer.isOutline.get());
  else if (key === 'c') designer.showComments();
  else return false;
  return true;
}
