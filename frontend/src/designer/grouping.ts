/** Commands of the designer on groups, each one step of undo. */
import { FRAME, frameNode, isFolded } from '../canvas/frames.ts';
import { removeEntry } from '../workflow/commands.ts';
import {
  addGroup,
  emptiedBy,
  freeGroupName,
  groupable,
  groupName,
  joinGroup,
  membersOf,
  newGroupId,
  removeWithMembers,
  setGroupField,
} from '../workflow/groups.ts';
import { placeOf } from '../workflow/placing.ts';
import type { Designer } from './designer.ts';
import { asOneStep, removeSelected } from './editing.ts';

/** A frame around what is selected, whose name is asked for at once. */
export function groupSelected(designer: Designer): void {
  const { doc, view } = designer.room;
  const chosen = designer.chosenTasks();
  const tasks = groupable(view, chosen);
  if (tasks.length === 0) {
    designer.tell(
      chosen.length === 0
        ? 'Select the tasks to group first.'
        : 'What stands in a map or loop cannot be grouped; group the map or loop.',
    );
    return;
  }
  const id = newGroupId();
  const places = tasks.map((each) => placeOf(view.entry('tasks', each)?.position));
  const at = {
    x: Math.min(...places.map(([x]) => x)) - FRAME.padding,
    y: Math.min(...places.map(([, y]) => y)) - FRAME.header,
  };
  const [name, emptied] = [freeGroupName(view), emptiedBy(view, tasks)];
  asOneStep(designer, () => {
    addGroup(doc, id, { name, at }, tasks);
    for (const each of emptied) removeEntry(doc, 'groups', each);
  });
  designer.select([frameNode(id)]);
  designer.current.set(frameNode(id));
  designer.renaming.set(frameNode(id));
}

/** Takes the selected frames away, or those around the selected tasks; the tasks stay. */
export function ungroupSelected(designer: Designer): void {
  const groups = groupsMeant(designer);
  if (groups.length === 0) designer.tell('Select a group, or a task in one, first.');
  else dissolve(designer, groups);
}

/** What stood in the frames is selected then. */
export function dissolve(designer: Designer, groups: readonly string[]): void {
  designer.select(groups.map(frameNode));
  removeSelected(designer);
}

/** Takes groups out with all that stands in them. */
export function removeGroupsWithTasks(designer: Designer, groups = groupsMeant(designer)): void {
  if (groups.length === 0) return;
  const { view } = designer.room;
  const members = membersOf(view);
  const count = groups.flatMap((id) => members.get(id) ?? []).length;
  asOneStep(designer, () => removeWithMembers(view, groups));
  designer.select([]);
  designer.tell(`Removed, with ${tasksInWords(count)}.`, {
    label: 'Undo',
    run: () => designer.undo(),
  });
}

/** Takes the selected tasks out of their groups. */
export function leaveGroups(designer: Designer): void {
  const { doc, view } = designer.room;
  const tasks = designer.selectedTasks();
  const emptied = emptiedBy(view, tasks);
  asOneStep(designer, () => {
    joinGroup(doc, tasks, undefined);
    for (const each of emptied) removeEntry(doc, 'groups', each);
  });
}

/** Folds a group or opens it: for everybody who looks, or here only for those who may not edit. */
export function toggleFold(designer: Designer, group: string): void {
  setFold(designer, [group], !isFolded(designer.room.view, designer.folds.get(), group));
}

export function setFold(designer: Designer, groups: readonly string[], folded: boolean): void {
  const { view, doc } = designer.room;
  if (!designer.mayEdit) {
    for (const group of groups) designer.fold(group, folded);
    return;
  }
  asOneStep(designer, () => {
    for (const id of groups) {
      const isSo = view.entry('groups', id)?.collapsed === true;
      if (isSo !== folded) setGroupField(doc, id, 'collapsed', folded ? true : undefined);
    }
  });
  for (const group of groups) designer.fold(group, undefined);
}

export function renameGroup(designer: Designer, group: string, name: string): void {
  if (name === '' || name === groupName(designer.room.view.entry('groups', group))) return;
  asOneStep(designer, () => setGroupField(designer.room.doc, group, 'name', name));
}

export function recolorGroup(designer: Designer, group: string, color: string): void {
  asOneStep(designer, () => setGroupField(designer.room.doc, group, 'color', color));
}

/** The selected frames; without any, those around the selected tasks. */
export function groupsMeant(designer: Designer): readonly string[] {
  const frames = designer.selectedGroups();
  if (frames.length > 0) return frames;
  const chosen = new Set(designer.selectedTasks());
  return [...membersOf(designer.room.view)]
    .filter(([, members]) => members.some((id) => chosen.has(id)))
    .map(([id]) => id);
}

function tasksInWords(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`;
}
