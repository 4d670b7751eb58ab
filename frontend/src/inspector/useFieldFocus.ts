import { useEffect, useRef } from 'react';
import { useDesigner, useSignal } from '../designer/designerContext.ts';

/** Moves the focus to the field that a problem, or the Enter key, asked for. */
export function useFieldFocus(task: string) {
  const body = useRef<HTMLDivElement>(null);
  const { wantedField } = useDesigner();
  const wanted = useSignal(wantedField);

  useEffect(() => {
    if (wanted === undefined || wanted.task !== task || body.current === null) return;
    wantedField.set(undefined);
    const path = wanted.path.split('/').slice(3).join('.');
    const field = path && body.current.querySelector(`[data-field="${CSS.escape(path)}"]`);
    const part =
      path && body.current.querySelector(`[data-field^="${CSS.escape(path.split('.')[0] ?? '')}"]`);
    const holder = field || part || body.current;
    const details = holder.closest('details');
    if (details) details.open = true;
    holder
      .querySelector<HTMLElement>('input, select, textarea, [contenteditable=true], button')
      ?.focus();
    holder.scrollIntoView({ block: 'nearest' });
  }, [wanted, wantedField, task]);

  return body;
}
