import { useEffect } from 'react';
import { readClip } from '../workflow/clipboard.ts';
import type { Designer } from './designer.ts';
import { useDesigner } from './designerContext.ts';
import { copySelected, cutSelected, pasteText } from './editing.ts';

const middle = ({ canvas }: Designer) => canvas?.middle() ?? { x: 0, y: 0 };

/** Copy, cut and paste tasks as JSON text, wherever no text field has the focus. */
export function useClipboard(): void {
  const designer = useDesigner();

  useEffect(() => {
    let keepsIncoming = false;
    const isElsewhere = (event: Event) =>
      (event.target as Element | null)?.matches?.(
        'input, textarea, select, [contenteditable=true]',
      ) ||
      designer.overlay.get().is !== 'none' ||
      (document.getSelection()?.toString() ?? '') !== '';
    const copy = (event: ClipboardEvent) => {
      if (isElsewhere(event)) return;
      const text = event.type === 'cut' ? cutSelected(designer) : copySelected(designer);
      if (text === undefined) return;
      designer.copied = text;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    const paste = (event: ClipboardEvent) => {
      if (isElsewhere(event) || !designer.mayEdit) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const isOurs = text === designer.copied;
      if (!isOurs && readClip(text) !== undefined) {
        event.preventDefault();
        designer.open({ is: 'paste', text, keeps: keepsIncoming });
      } else if (pasteText(designer, text, middle(designer), keepsIncoming)) event.preventDefault();
      else if (text !== '')
        designer.tell('The clipboard holds no tasks: copy some, or a workflow as JSON.');
    };
    const noteShift = (event: KeyboardEvent) => {
      keepsIncoming = event.shiftKey;
    };
    window.addEventListener('keydown', noteShift, true);
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('keydown', noteShift, true);
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, [designer]);
}
