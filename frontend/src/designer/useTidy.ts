import { useEffect } from 'react';
import { moveTasks } from '../workflow/commands.ts';
import { useDesigner } from './designerContext.ts';
import { asOneStep } from './editing.ts';
import { loadTidy } from './parts.ts';

/** Gives the designer its layout, which is loaded when it is first asked for. */
export function useTidy(): void {
  const designer = useDesigner();
  useEffect(() => {
    designer.tidy = async () => {
      const { tidyPlaces } = await loadTidy();
      const chosen = designer.chosenTasks();
      const places = await tidyPlaces(
        designer.room.view,
        chosen.length > 1 ? new Set(chosen) : undefined,
      );
      if (places.size === 0) return;
      asOneStep(designer, () => moveTasks(designer.room.doc, places));
      designer.tell(`${places.size} ${places.size === 1 ? 'task' : 'tasks'} placed anew.`, {
        label: 'Undo',
        run: () => designer.undo(),
      });
      requestAnimationFrame(() => designer.canvas?.fit(chosen.length > 1 ? chosen : undefined));
    };
    return () => {
      designer.tidy = undefined;
    };
  }, [designer]);
}
