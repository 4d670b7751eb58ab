import { useEffect } from 'react';
import { lastOf } from '../canvas/walking.ts';
import type { Designer, Part } from './designer.ts';
import { useDesigner } from './designerContext.ts';
import { actionOf } from './keymap.ts';
import { toggleFocusMode, togglePanel } from './panels.ts';
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
          : !isField && !event.altKey && letter(designer, event);
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
  run?: (part?: Part) => void,
): boolean {
  const key = event.key.toLowerCase();
  if (designer.overlay.get().is !== 'none') return inDialog(event, key);
  if (key === 'k') designer.open({ is: 'commands' });
  else if (key === 'f') designer.open({ is: 'find' });
  else if (key === 's') designer.open({ is: 'history', names: true });
  else if (key === '.') toggleFocusMode();
  else if (key === 'enter' && run) {
    if (event.shiftKey) runTo(designer, run);
    else run();
  } else if (key === 'z' && !isField) {
    if (event.shiftKey) designer.redo();
    else designer.undo();
  } else return false;
  return true;
}

/** What lies under a dialogue hears nothing; Ctrl+Enter is the dialogue's own main button. */
function inDialog(event: KeyboardEvent, key: string): boolean {
  if (!['k', 'f', 's', '.', 'enter'].includes(key)) return false;
  if (key === 'enter' && !event.defaultPrevented) {
    (event.target as Element).closest?.('form')?.requestSubmit();
  }
  return true;
}

/** The draft up to what is selected; of several, up to the one that comes last. */
function runTo(designer: Designer, run: (part: Part) => void): void {
  const to = lastOf(designer.room.view, designer.selectedTasks());
  if (to === undefined) designer.tell('Select the task to run to, or tasks of which one is last.');
  else run({ to });
}

function letter(designer: Designer, event: KeyboardEvent): boolean {
  if (designer.overlay.get().is !== 'none') return false;
  const action = actionOf(event);
  if (action === 'keys') designer.open({ is: 'shortcuts' });
  else if (action === 'outline') designer.isOutline.set(!designer.isOutline.get());
  else if (action === 'comment') designer.showComments();
  else if (action === 'left' || action === 'right') togglePanel(action);
  else return false;
  return true;
}
