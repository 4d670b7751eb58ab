/** Commands of the designer that change the document, each one step of undo. */
import { frameOf } from '../canvas/frames.ts';
import { groupUnder } from '../canvas/joining.ts';
import { noteOf } from '../canvas/shapes.ts';
import { copyTasks, pasteTasks, readClip } from '../workflow/clipboard.ts';
import {
  addNote,
  addTask,
  connect,
  disconnect,
  LOCAL_EDIT,
  moveTasks,
  type Point,
  removeEntry,
  removeTask,
  setField,
} from '../workflow/commands.ts';
import { nameOf, parentOf, withInside } from '../workflow/graph.ts';
import { dissolveGroups, emptiedBy, groupOf, membersOf } from '../workflow/groups.ts';
import { newTaskId } from '../workflow/ids.ts';
import type { JsonObject } from '../workflow/json.ts';
import { clearBelow, freeShift, placeOf } from '../workflow/placing.ts';
import { roomIn } from '../workflow/roomIn.ts';
import { TASK } from '../workflow/sizes.ts';
import type { Designer, Joint, Kind } from './designer.ts';
import { startOf } from './newTasks.ts';

const APART = 56;

/** Run `edit` as one transaction that undo takes back by itself. */
export function asOneStep<Result>(designer: Designer, edit: () => Result): Result {
  const { doc, undo } = designer.room;
  undo.stopCapturing();
  const result = doc.transact(edit, LOCAL_EDIT) as Result;
  undo.stopCapturing();
  return result;
}

/** A new task of a kind, connected as `joint` says and selected. */
export function putTask(
  designer: Designer,
  kind: Kind,
  at: Point,
  joint: Joint = {},
  more: JsonObject = {},
): string {
  const { doc, view } = designer.room;
  const { name, ...start } = startOf(kind, more, takenNames(designer));
  const id = newTaskId(name, (each) => view.has('tasks', each));
  const parent = joint.splits
    ? parentOf(view.entry('tasks', joint.splits.source))
    : parentOf(view.entry('tasks', joint.source?.id ?? joint.target ?? ''));
  const room = joint.splits && roomIn(view, joint.splits, at, TASK);
  const position: readonly [number, number] = room
    ? [room.at.x, room.at.y]
    : freePlace(designer, at, parent);
  const group = parent === undefined ? groupFor(designer, position, joint) : undefined;
  asOneStep(designer, () => {
    addTask(doc, id, {
      ...start,
      name,
      position,
      ...(parent === undefined ? {} : { parent }),
      ...(group === undefined ? {} : { group }),
    });
    if (room) moveTasks(doc, room.moved);
    join(designer, id, joint);
  });
  designer.select([id]);
  return id;
}

/** The frame that a new task is put into, or between two of whose tasks. */
function groupFor(
  { room: { view }, canvas, folds }: Designer,
  [x, y]: readonly [number, number],
  { splits }: Joint,
): string | undefined {
  const between = splits === undefined ? undefined : groupOf(view, splits.source);
  if (between !== undefined && between === groupOf(view, splits?.target ?? '')) return between;
  return groupUnder(view, { x, y, ...TASK }, (id) => canvas?.placeOf(id), folds.get());
}

/** The place, or beside it where another card stands already. */
function freePlace({ room: { view } }: Designer, at: Point, parent: string | undefined) {
  const taken = view
    .ids('tasks')
    .map((id) => view.entry('tasks', id))
    .filter((task) => parentOf(task) === parent)
    .map((task) => placeOf(task?.position))
    .map(([x, y]) => ({ x, y }));
  const by = freeShift([at], taken);
  return [Math.round(at.x + by.x), Math.round(at.y + by.y)] as const;
}

export function join(designer: Designer, id: string, { source, target, splits }: Joint): void {
  const { doc } = designer.room;
  if (splits !== undefined) {
    disconnect(doc, splits);
    connect(doc, { ...splits, target: id });
    connect(doc, { source: id, target: splits.target });
  }
  if (source !== undefined) {
    const { id: from, outcome } = source;
    connect(doc, { source: from, target: id, ...(outcome === undefined ? {} : { outcome }) });
  }
  if (target !== undefined) connect(doc, { source: id, target });
}

function takenNames({ room: { view } }: Designer): ReadonlySet<string> {
  return new Set(view.ids('tasks').map((id) => nameOf(id, view.entry('tasks', id))));
}

/** In the middle of what is seen, or below what lies there already. */
export function placeInSight({ canvas, room: { view } }: Designer): Point {
  const at = canvas?.middle() ?? { x: 0, y: 0 };
  const cards = view.ids('tasks').flatMap((id) => canvas?.placeOf(id) ?? []);
  return clearBelow(at, TASK, cards);
}

/** Where a task that comes after this one stands: right of it, below what is there already. */
export function placeAfter(designer: Designer, id: string): Point {
  const { view } = designer.room;
  const [x, y] = placeOf(view.entry('tasks', id)?.position);
  const parent = parentOf(view.entry('tasks', id));
  const beside = view
    .ids('tasks')
    .map((each) => view.entry('tasks', each))
    .filter((task) => parentOf(task) === parent)
    .map((task) => placeOf(task?.position));
  const column = x + TASK.width + APART;
  let row = y;
  const isTaken = (at: number) =>
    beside.some(
      ([left, top]) => Math.abs(left - column) < TASK.width && Math.abs(top - at) < TASK.height,
    );
  while (isTaken(row)) row += TASK.height + 24;
  return { x: column, y: row };
}

/** Take out what is selected; `heals` connects what came before with what comes after. */
export function removeSelected(designer: Designer, heals = false): void {
  const { doc, view } = designer.room;
  const edge = designer.selectedEdge.get();
  const ids = [...designer.selected.get()];
  if (edge === undefined && ids.length === 0) return;
  const frames = designer.selectedGroups();
  const tasks = ids.filter((id) => noteOf(id) === undefined && frameOf(id) === undefined);
  const count = ids.length - frames.length;
  const members = membersOf(view);
  const going = new Set(tasks);
  const freed = frames.flatMap((id) => members.get(id) ?? []).filter((id) => !going.has(id));
  const emptied = emptiedBy(view, tasks);
  const next = neighbourOf(designer, ids);
  asOneStep(designer, () => {
    if (edge !== undefined) disconnect(doc, edge);
    if (heals) for (const id of tasks) heal(designer, id);
    const task = (id: string) => view.entry('tasks', id);
    dissolveGroups(view, frames);
    for (const id of withInside(tasks, view.ids('tasks'), task)) removeTask(doc, id);
    for (const id of emptied) removeEntry(doc, 'groups', id);
    for (const id of ids) {
      const note = noteOf(id);
      if (note !== undefined) removeEntry(doc, 'notes', note);
    }
  });
  designer.select(freed);
  designer.selectEdge(undefined);
  const goesOn = freed[0] ?? next;
  if (goesOn !== undefined) designer.current.set(goesOn);
  if (frames.length > 0) tellFreed(designer, frames.length, freed.length);
  if (count > 0) tellRemoved(designer, count, view.ids('tasks').length === 0);
}

/** Where the keyboard goes on when these are gone: to what came before or after them. */
function neighbourOf({ room: { view } }: Designer, ids: readonly string[]): string | undefined {
  const gone = new Set(ids);
  for (const { source, target } of view.edges()) {
    if (gone.has(target) && !gone.has(source)) return source;
  }
  return view.edges().find(({ source, target }) => gone.has(source) && !gone.has(target))?.target;
}

/** What stood in a frame is selected now: the same key once more removes it, too. */
function tellFreed(designer: Designer, frames: number, tasks: number): void {
  const what = frames === 1 ? 'Group removed' : `${frames} groups removed`;
  const stay = tasks === 1 ? '1 task stays' : `${tasks} tasks stay`;
  designer.tell(`${what}; ${stay}. Remove once more for those, too.`, {
    label: 'Undo',
    run: () => designer.undo(),
  });
}

function tellRemoved(designer: Designer, count: number, isEmpty: boolean): void {
  const what = count === 1 ? 'Removed.' : `${count} removed.`;
  designer.tell(isEmpty ? `${what} The canvas is empty.` : what, {
    label: 'Undo',
    run: () => designer.undo(),
  });
}

function heal({ room: { doc, view } }: Designer, id: string): void {
  const into = view.edges().filter((edge) => edge.target === id);
  const outOf = view.edges().filter((edge) => edge.source === id);
  for (const { target: _, ...from } of into) {
    for (const { target } of outOf) connect(doc, { ...from, target });
  }
}

export function duplicateSelected(designer: Designer): void {
  const ids = designer.chosenTasks();
  if (ids.length === 0) return;
  const clip = readClip(copyTasks(designer.room.view, ids));
  if (clip === undefined) return;
  designer.select(asOneStep(designer, () => pasteTasks(designer.room.view, clip, 'beside')));
}

/** What a paste brings in, if the text holds tasks; false: it does not. */
export function pasteText(
  designer: Designer,
  text: string,
  at: Point,
  keepsIncoming = false,
  word = 'pasted',
): boolean {
  const clip = readClip(text);
  if (clip === undefined) return false;
  const ids = asOneStep(designer, () => pasteTasks(designer.room.view, clip, at, keepsIncoming));
  designer.select(ids);
  designer.tell(`${ids.length} ${ids.length === 1 ? 'task' : 'tasks'} ${word}.`, {
    label: 'Undo',
    run: () => designer.undo(),
  });
  return true;
}

export function copySelected(designer: Designer): string | undefined {
  const ids = designer.chosenTasks();
  return ids.length === 0 ? undefined : copyTasks(designer.room.view, ids);
}

/** Takes out what was copied and nothing else: the tasks of selected frames, and no notes. */
export function cutSelected(designer: Designer): string | undefined {
  const text = copySelected(designer);
  if (text === undefined || !designer.mayEdit) return text;
  designer.select(designer.chosenTasks());
  removeSelected(designer);
  return text;
}

/** Switches the selected tasks off, or on again if all are off. */
export function toggleDisabled(designer: Designer): void {
  const { doc, view } = designer.room;
  const ids = designer.chosenTasks();
  const areOff = ids.every((id) => view.entry('tasks', id)?.disabled === true);
  asOneStep(designer, () => {
    for (const id of ids) {
      setField(doc, { root: 'tasks', id }, ['disabled'], areOff ? undefined : true);
    }
  });
}

export function putNote(designer: Designer, at: Point): void {
  const id = `note_${crypto.randomUUID().slice(0, 8)}`;
  asOneStep(designer, () => addNote(designer.room.doc, id, at, ''));
  designer.select([`note:${id}`]);
}

export function pruneEdges(designer: Designer): void {
  const { doc, view } = designer.room;
  asOneStep(designer, () => {
    for (const edge of view.danglingEdges()) disconnect(doc, edge);
  });
}
