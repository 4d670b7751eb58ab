import { useEffect } from 'react';
import { nameOf } from '../workflow/graph.ts';
import { useDesigner, useSignal } from './designerContext.ts';

const NAMED = 3;

/** Tells, once the line is back, what others changed meanwhile. */
export function useMissed(): void {
  const designer = useDesigner();
  const missed = useSignal(designer.room.missed);
  useEffect(() => {
    if (missed === undefined) return;
    const { changed, removed } = missed;
    const { view } = designer.room;
    const names = changed.slice(0, NAMED).map((id) => `“${nameOf(id, view.entry('tasks', id))}”`);
    const more = changed.length - names.length;
    const parts = [
      ...(names.length > 0
        ? [`changed ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`]
        : []),
      ...(removed > 0 ? [`removed ${removed} ${removed === 1 ? 'task' : 'tasks'}`] : []),
    ];
    const show = () => {
      designer.select(changed);
      designer.canvas?.fit(changed);
    };
    designer.tell(
      `While you had no connection, others ${parts.join(' and ')}.`,
      changed.length > 0 ? { label: 'Show', run: show } : undefined,
    );
  }, [missed, designer]);
}
