import { useSyncExternalStore } from 'react';
import { useDesigner } from '../designer/designerContext.ts';
import { Pencil } from '../ui/icons.ts';
import { inWords } from '../workflow/settingsChanged.ts';
import css from './canvas.module.css';

/** On the card of a task that is no longer as it was in the run that is shown. */
export function ChangedMark({ task }: { task: string }) {
  const { changes } = useDesigner();
  const fields = useSyncExternalStore(changes.subscribe, () => changes.get().get(task));
  if (fields === undefined) return null;
  const words = `Changed since this run: ${inWords(fields)}`;
  return (
    <span className={css.changed} role="img" aria-label={words} title={words}>
      <Pencil size={12} aria-hidden />
    </span>
  );
}
