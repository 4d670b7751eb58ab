import { togglePins } from '../pins/pinning.ts';
import type { Choice } from '../ui/Picker.tsx';
import type { Edge } from '../workflow/edges.ts';
import { nameOf } from '../workflow/graph.ts';
import type { Designer } from './designer.ts';
import {
  duplicateSelected,
  placeInSight,
  pruneEdges,
  putNote,
  removeSelected,
  toggleDisabled,
} from './editing.ts';
import { groupCommands, groupsToGo } from './groupCommands.ts';
import { toggleFocusMode, togglePanel } from './panels.ts';

export interface DesignerCommand extends Choice {
  readonly run: () => void;
}

/** Everything that can be done, with its keys; then every task, to go to. */
export function commandsOf(
  designer: Designer,
  run: (() => void) | undefined,
): readonly DesignerCommand[] {
  const { room } = designer;
  const edge = designer.selectedEdge.get();
  const edits: readonly DesignerCommand[] = [
    {
      key: 'add',
      title: 'Add a task',
      keys: 'N',
      run: () => designer.open({ is: 'add', at: placeInSight(designer), joint: {} }),
    },
    ...(edge === undefined ? [] : [insertInto(designer, edge)]),
    {
      key: 'note',
      title: 'Add a note',
      keys: 'Shift+S',
      run: () => putNote(designer, middle(designer)),
    },
    {
      key: 'paste',
      title: 'Paste JSON',
      about: 'tasks, or a whole workflow',
      run: () => designer.open({ is: 'paste', text: '', keeps: false }),
    },
    {
      key: 'describe',
      title: 'Describe a workflow',
      about: 'a model drafts its steps',
      run: () => designer.open({ is: 'describe' }),
    },
    {
      key: 'undo',
      title: 'Undo',
      about: 'only what I did',
      keys: 'Mod+Z',
      run: () => designer.undo(),
    },
    { key: 'redo', title: 'Redo', keys: 'Mod+Shift+Z', run: () => designer.redo() },
    {
      key: 'duplicate',
      title: 'Duplicate what is selected',
      keys: 'Mod+D',
      run: () => duplicateSelected(designer),
    },
    {
      key: 'disable',
      title: 'Switch what is selected off or on',
      keys: 'D',
      run: () => toggleDisabled(designer),
    },
    {
      key: 'remove',
      title: 'Remove what is selected',
      keys: 'Del',
      run: () => removeSelected(designer),
    },
    {
      key: 'heal',
      title: 'Remove and keep the chain',
      keys: 'Mod+Del',
      run: () => removeSelected(designer, true),
    },
    {
      key: 'pin',
      title: 'Pin the last output of what is selected, or unpin',
      keys: 'P',
      run: () => togglePins(designer),
    },
    ...groupCommands(designer),
    { key: 'tidy', title: 'Tidy the layout', keys: 'Shift+T', run: () => void designer.tidy?.() },
    { key: 'prune', title: 'Remove edges that lost a task', run: () => pruneEdges(designer) },
    { key: 'publish', title: 'Publish a version', run: () => designer.open({ is: 'publish' }) },
  ];
  const others: readonly DesignerCommand[] = [
    {
      key: 'find',
      title: 'Find in names, prompts, settings and notes',
      keys: 'Mod+F',
      run: () => designer.open({ is: 'find' }),
    },
    {
      key: 'all',
      title: 'Select all',
      keys: 'Mod+A',
      run: () => designer.select(room.view.ids('tasks')),
    },
    { key: 'fit', title: 'Show everything', keys: 'Shift+1', run: () => designer.canvas?.fit() },
    {
      key: 'fit2',
      title: 'Show what is selected',
      keys: 'Shift+2',
      run: () => designer.canvas?.fit([...designer.selected.get()]),
    },
    {
      key: '100',
      title: 'Zoom to 100 %',
      keys: 'Shift+0',
      run: () => designer.canvas?.resetZoom(),
    },
    {
      key: 'outline',
      title: 'Outline or canvas',
      keys: 'O',
      run: () => designer.isOutline.set(!designer.isOutline.get()),
    },
    {
      key: 'focus',
      title: 'Only the canvas, or the panels again',
      keys: 'Mod+.',
      run: toggleFocusMode,
    },
    {
      key: 'left',
      title: 'List of tasks: show or hide',
      keys: '[',
      run: () => togglePanel('left'),
    },
    { key: 'right', title: 'Settings: show or hide', keys: ']', run: () => togglePanel('right') },
    { key: 'problems', title: 'Problems', run: () => designer.showProblems() },
    { key: 'comments', title: 'Comments', keys: 'C', run: () => designer.showComments() },
    {
      key: 'point',
      title: 'Comment on a place of the canvas',
      keys: 'Shift+C',
      run: () => pointAt(designer),
    },
    ...(room.recovered.get()?.outcome === 'not allowed' ? [leftover(designer)] : []),
    { key: 'history', title: 'History and versions', run: () => designer.open({ is: 'history' }) },
    {
      key: 'hide',
      title: designer.isHidden.get() ? 'Show others my pointer' : 'Hide my pointer and view',
      run: () => designer.setHidden(!designer.isHidden.get()),
    },
    {
      key: 'quiet',
      title: designer.isQuiet.get()
        ? 'End quiet mode: show the pointers of others'
        : 'Quiet mode: hide the pointers of others',
      run: () => designer.isQuiet.set(!designer.isQuiet.get()),
    },
    { key: 'shortcuts', title: 'Keys', keys: '?', run: () => designer.open({ is: 'shortcuts' }) },
    {
      key: 'tour',
      title: 'Tour: five hints on the designer',
      run: () => designer.tour.set('asked'),
    },
    { key: 'workflows', title: 'Go to the workflows', run: () => location.assign('/') },
    { key: 'executions', title: 'Go to the executions', run: () => location.assign('/executions') },
  ];
  const start =
    run === undefined ? [] : [{ key: 'run', title: 'Run the draft', keys: 'Mod+Enter', run }];
  return [
    ...start,
    ...(designer.mayEdit ? edits : []),
    ...others,
    ...groupsToGo(designer),
    ...tasksOf(designer),
  ];
}

const insertInto = (designer: Designer, splits: Edge): DesignerCommand => ({
  key: 'insert',
  title: 'Put a task into the selected edge',
  run: () => designer.open({ is: 'add', at: placeInSight(designer), joint: { splits } }),
});

const leftover = (designer: Designer): DesignerCommand => ({
  key: 'leftover',
  title: 'Changes of mine that never reached the server',
  run: () => designer.open({ is: 'leftover' }),
});

function tasksOf(designer: Designer): readonly DesignerCommand[] {
  const { view } = designer.room;
  return view.ids('tasks').map((id) => ({
    key: `task ${id}`,
    title: nameOf(id, view.entry('tasks', id)),
    about: `task ${id}`,
    run: () => designer.show(id),
  }));
}

function pointAt(designer: Designer): void {
  designer.isOutline.set(false);
  // After the list of commands has given the focus back.
  setTimeout(() => designer.isPointing.set(true), 50);
}

function middle(designer: Designer) {
  return designer.canvas?.middle() ?? { x: 0, y: 0 };
}
