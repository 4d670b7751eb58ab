import { useCallback, useEffect } from 'react';
import type { Designer } from '../designer/designer.ts';
import { useDesigner } from '../designer/designerContext.ts';
import {
  asOneStep,
  duplicateSelected,
  placeAfter,
  placeInSight,
  putNote,
  removeSelected,
  toggleDisabled,
} from '../designer/editing.ts';
import { groupSelected, toggleFold, ungroupSelected } from '../designer/grouping.ts';
import { actionOf, type KeyAction } from '../designer/keymap.ts';
import { togglePins } from '../pins/pinning.ts';
import { moveTasks } from '../workflow/commands.ts';
import { placeOf } from '../workflow/placing.ts';
import { frameNode, frameOf } from './frames.ts';
import { GRID, ZOOM_STEP } from './shapes.ts';
import { stepFrom, type Way } from './walking.ts';

const WAYS: Readonly<Record<string, Way>> = {
  ArrowLeft: 'upstream',
  ArrowRight: 'downstream',
  ArrowUp: 'above',
  ArrowDown: 'below',
};
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const REMOVE: ReadonlySet<string> = new Set(['Delete', 'Backspace']);
const ON_SELECTED: ReadonlySet<KeyAction | undefined> = new Set(['off', 'pin']);

type Key = Pick<
  KeyboardEvent,
  | 'key'
  | 'code'
  | 'ctrlKey'
  | 'metaKey'
  | 'altKey'
  | 'shiftKey'
  | 'preventDefault'
  | 'stopPropagation'
>;

/** Keys that mean something only while the canvas has the focus, or nothing has it. */
export function useCanvasKeys(): (event: React.KeyboardEvent) => void {
  const designer = useDesigner();
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.target !== document.body || designer.overlay.get().is !== 'none') return;
      const [id = designer.current.get()] = chosen(designer);
      if (handle(designer, event, id)) event.preventDefault();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [designer]);
  return useCallback(
    (event) => {
      const element = event.target as HTMLElement;
      if (element.matches('input, textarea, select, [contenteditable=true]')) return;
      const focused = element.closest<HTMLElement>('[data-node]')?.dataset.node;
      if (focused !== undefined && isForSelected(event)) aim(designer, focused);
      // A click on a card beside its name leaves the focus with the canvas.
      const [only, ...more] = element.matches('.react-flow') ? chosen(designer) : [];
      const id = focused ?? (more.length === 0 ? only : undefined);
      if (handle(designer, event, id)) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    [designer],
  );
}

function chosen(designer: Designer): readonly string[] {
  return [...designer.selectedTasks(), ...designer.selectedGroups().map(frameNode)];
}

function isForSelected(event: React.KeyboardEvent): boolean {
  const groups = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'g';
  return groups || REMOVE.has(event.key) || ON_SELECTED.has(actionOf(event));
}

/** What has the focus is meant, and not what was selected elsewhere. */
function aim(designer: Designer, id: string): void {
  if (!designer.selected.get().has(id)) designer.select([id]);
}

/** What a key does to the task that has the focus, or to what is selected; false: nothing. */
export function handle(designer: Designer, event: Key, id: string | undefined): boolean {
  const { key } = event;
  const isMod = event.ctrlKey || event.metaKey;
  if (key in WAYS && !isMod) return moveOrWalk(designer, event, id);
  if (isMod) return handleWithMod(designer, key.toLowerCase(), event.shiftKey);
  if (event.altKey) return false;
  const action = actionOf(event);
  if (action === undefined) return handlePlain(designer, key, id);
  // A frame has no settings, edges or comments of its own: it can only be moved.
  const isFrame = action !== 'move' && frameOf(id ?? '') !== undefined;
  return act(designer, action, isFrame ? undefined : id);
}

function handlePlain(designer: Designer, key: string, id: string | undefined): boolean {
  const group = frameOf(id ?? '');
  if (group !== undefined && key === 'Enter') {
    toggleFold(designer, group);
    return true;
  }
  switch (key) {
    case 'Delete':
    case 'Backspace':
      if (designer.mayEdit) removeSelected(designer);
      return true;
    case 'Escape':
      designer.moving.set(false);
      designer.selectEdge(undefined);
      designer.select([]);
      return true;
    case 'Enter':
    case ' ':
      if (id === undefined) return false;
      designer.select([id]);
      if (key === 'Enter') designer.wantedField.set({ task: id, path: '' });
      return true;
    case 'F2':
      if (id !== undefined && designer.mayEdit) designer.renaming.set(id);
      return true;
    default:
      return false;
  }
}

/** What the keys of one character do here; those of the whole page are heard there. */
function act(designer: Designer, action: KeyAction, id: string | undefined): boolean {
  const { canvas } = designer;
  switch (action) {
    case 'nearer':
      canvas?.zoomBy(ZOOM_STEP);
      return true;
    case 'farther':
      canvas?.zoomBy(1 / ZOOM_STEP);
      return true;
    case 'all':
      canvas?.fit();
      return true;
    case 'selection':
      canvas?.fit([...designer.selected.get()]);
      return true;
    case 'actual':
      canvas?.resetZoom();
      return true;
    case 'comment':
      if (id !== undefined) designer.showComments(id);
      return id !== undefined;
    case 'point':
      if (designer.workflowId !== '') designer.isPointing.set(true);
      return true;
    default:
      return designer.mayEdit && edit(designer, action, id);
  }
}

function edit(designer: Designer, action: KeyAction, id: string | undefined): boolean {
  if (action === 'add') addAfter(designer, id);
  else if (action === 'connect' && id !== undefined) designer.open({ is: 'connect', source: id });
  else if (action === 'off') toggleDisabled(designer);
  else if (action === 'pin') togglePins(designer);
  else if (action === 'tidy') void designer.tidy?.();
  else if (action === 'note') putNote(designer, designer.canvas?.middle() ?? { x: 0, y: 0 });
  else if (action === 'move' && id !== undefined) {
    designer.select([id]);
    designer.moving.set(true);
    designer.tell('Move with the arrow keys; Escape ends it.');
  } else return false;
  return true;
}

function addAfter(designer: Designer, id: string | undefined): void {
  const at = id === undefined ? placeInSight(designer) : placeAfter(designer, id);
  designer.open({ is: 'add', at, joint: id === undefined ? {} : { source: { id } } });
}

function handleWithMod(designer: Designer, key: string, isShift: boolean): boolean {
  if (key === 'g' && designer.mayEdit) {
    if (isShift) ungroupSelected(designer);
    else groupSelected(designer);
  } else if (key === 'a') designer.select(designer.room.view.ids('tasks'));
  else if (key === 'd' && designer.mayEdit) duplicateSelected(designer);
  else if ((key === 'delete' || key === 'backspace') && designer.mayEdit) {
    removeSelected(designer, true);
  } else return false;
  return true;
}

function moveOrWalk(designer: Designer, event: Key, id: string | undefined): boolean {
  if (designer.moving.get() && designer.mayEdit) {
    nudge(designer, MOVES[event.key] as readonly [number, number], event.shiftKey ? 4 : 1);
    return true;
  }
  const { view } = designer.room;
  const next =
    id === undefined
      ? view.ids('tasks')[0]
      : stepFrom(view, id, WAYS[event.key] as Way, designer.folds.get());
  if (next === undefined) return true;
  designer.current.set(next);
  if (event.shiftKey) designer.select([...designer.selected.get(), next]);
  requestAnimationFrame(() => designer.canvas?.focus(next));
  return true;
}

function nudge(designer: Designer, [x, y]: readonly [number, number], steps: number): void {
  const { doc, view } = designer.room;
  const by = GRID * steps;
  const places = new Map(
    designer.chosenTasks().map((id) => {
      const [left, top] = placeOf(view.entry('tasks', id)?.position);
      return [id, { x: left + x * by, y: top + y * by }];
    }),
  );
  asOneStep(designer, () => moveTasks(doc, places));
}
