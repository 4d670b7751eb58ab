import { type RefObject, useEffect } from 'react';
import { frameOf } from '../canvas/frames.ts';
import { handle } from '../canvas/useCanvasKeys.ts';
import type { Point } from '../workflow/commands.ts';
import { placeOf } from '../workflow/placing.ts';
import { TASK } from '../workflow/sizes.ts';
import type { Designer } from './designer.ts';
import { useDesigner } from './designerContext.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** The keys of the canvas in the table: up and down walk its rows, all else is as there. */
export function useOutlineKeys(
  table: RefObject<HTMLElement | null>,
  ids: readonly string[],
): (event: React.KeyboardEvent) => void {
  const designer = useDesigner();

  useEffect(() => {
    const focus = (id = designer.current.get()) => {
      const names = [...(table.current?.querySelectorAll<HTMLElement>('[data-node]') ?? [])];
      (names.find(({ dataset }) => dataset.node === id) ?? names[0])?.focus();
    };
    designer.canvas = {
      focus,
      middle: () => belowAll(designer),
      // A table has no view that could be moved.
      fit: () => {},
      reveal: () => {},
      isIn: () => true,
      resetZoom: () => {},
      zoomBy: () => {},
      placeOf: () => undefined,
      view: () => undefined,
      look: () => {},
    };
    return () => {
      designer.canvas = undefined;
    };
  }, [designer, table]);

  return (event) => {
    const element = event.target as HTMLElement;
    if (element.matches('input, textarea, select')) return;
    const id = element.closest<HTMLElement>('[data-row]')?.dataset.row;
    const isName = element.matches('[data-node]');
    if (!isName && (event.key === 'Enter' || event.key === ' ')) return; // presses a button
    const at = ids.indexOf(id ?? '');
    const step = STEPS[event.key];
    const isDone =
      step === undefined
        ? handle(designer, event, id)
        : walkTo(designer, ids[Math.max(0, at + step)]);
    if (!isDone) return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined && id !== undefined) follow(designer, id, ids[at + 1] ?? ids[at - 1]);
  };
}

/** The focus goes on from what was removed, and to what was made. */
function follow(designer: Designer, id: string, next: string | undefined): void {
  const [selected, ...more] = designer.selectedTasks();
  const group = frameOf(id);
  const { view } = designer.room;
  const isThere = group === undefined ? view.has('tasks', id) : view.has('groups', group);
  if (designer.renaming.get() !== undefined) return; // its field takes the focus
  if (!isThere) walkTo(designer, next);
  else if (selected !== undefined && selected !== id && more.length === 0)
    walkTo(designer, selected);
}

function walkTo(designer: Designer, id: string | undefined): boolean {
  if (id === undefined) return true;
  designer.current.set(id);
  requestAnimationFrame(() => designer.canvas?.focus(id));
  return true;
}

function belowAll({ room: { view } }: Designer): Point {
  const places = view.ids('tasks').map((id) => placeOf(view.entry('tasks', id)?.position));
  if (places.length === 0) return { x: 0, y: 0 };
  return {
    x: Math.min(...places.map(([x]) => x)),
    y: Math.max(...places.map(([, y]) => y)) + TASK.height + TASK.height / 2,
  };
}
