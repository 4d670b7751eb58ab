/**
 * Frames around tasks: what stands in which, and the commands on them.
 *
 * A task names its group, so it is in one at most, whatever merging does, and leaves it with its own
 * end. A frame has no size of its own: it lies around what stands in it. docs/shared-document.md.
 */
import type * as Y from 'yjs';
import { LOCAL_EDIT, type Point, removeTask, setField } from './commands.ts';
import type { DocView } from './docView.ts';
import { parentOf, withInside } from './graph.ts';
import type { Json, JsonObject } from './json.ts';
import { rootOf } from './roots.ts';
import { setEntry } from './writing.ts';

export const GROUP_COLORS = ['gray', 'red', 'amber', 'green', 'blue', 'purple'] as const;
export type GroupColor = (typeof GROUP_COLORS)[number];

const NAME = 'Group';

/** The name that a group is shown with. */
export function groupName(group: JsonObject | undefined): string {
  return typeof group?.name === 'string' && group.name !== '' ? group.name : NAME;
}

/** The colour that a group is shown in. */
export function groupColor(group: JsonObject | undefined): GroupColor {
  return GROUP_COLORS.find((color) => color === group?.color) ?? 'gray';
}

/** The group that a task stands in; only those outside of containers do, and only in one that is. */
export function groupOf(view: DocView, taskId: string): string | undefined {
  const task = view.entry('tasks', taskId);
  const group = task?.group;
  if (typeof group !== 'string' || isInside(view, task)) return undefined;
  return view.entry('groups', group) === undefined ? undefined : group;
}

function isInside(view: DocView, task: JsonObject | undefined): boolean {
  const parent = parentOf(task);
  return parent !== undefined && view.has('tasks', parent);
}

/** Every group with the tasks in it, in order of their ids; those without any, too. */
export function membersOf(view: DocView): ReadonlyMap<string, readonly string[]> {
  const groups = view.ids('groups').filter((id) => view.entry('groups', id) !== undefined);
  const members = new Map(groups.map((id): [string, string[]] => [id, []]));
  if (groups.length === 0) return members;
  for (const id of view.ids('tasks')) {
    const group = groupOf(view, id);
    if (group !== undefined) members.get(group)?.push(id);
  }
  return members;
}

/** The tasks among these that can stand in a group. */
export function groupable(view: DocView, ids: Iterable<string>): readonly string[] {
  return [...ids].filter((id) => view.has('tasks', id) && !isInside(view, view.entry('tasks', id)));
}

/** Groups that have no task left once these are gone: a frame would lie around nothing. */
export function emptiedBy(view: DocView, leaving: Iterable<string>): readonly string[] {
  const gone = new Set(leaving);
  return [...membersOf(view)]
    .filter(([, members]) => members.length > 0 && members.every((id) => gone.has(id)))
    .map(([id]) => id);
}

/** A name that no group has yet: `Group`, `Group 2`. */
export function freeGroupName(view: DocView): string {
  const taken = new Set(view.ids('groups').map((id) => groupName(view.entry('groups', id))));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? NAME : `${NAME} ${number}`;
    if (!taken.has(name)) return name;
  }
}

export function newGroupId(): string {
  return `group_${crypto.randomUUID().slice(0, 8)}`;
}

/** A frame around tasks; `at` is where it lies should all of them go. */
export function addGroup(
  doc: Y.Doc,
  id: string,
  group: { readonly name: string; readonly color?: GroupColor; readonly at: Point },
  members: readonly string[],
  origin: unknown = LOCAL_EDIT,
) {
  const { name, color = 'gray', at } = group;
  doc.transact(() => {
    setEntry(doc, 'groups', id, { name, color, position: [at.x, at.y] });
    joinGroup(doc, members, id, origin);
  }, origin);
}

/** Lets tasks stand in a group, and in no other; undefined: in none. */
export function joinGroup(
  doc: Y.Doc,
  tasks: readonly string[],
  group: string | undefined,
  origin: unknown = LOCAL_EDIT,
) {
  doc.transact(() => {
    for (const id of tasks) setTaskGroup(doc, id, group, origin);
  }, origin);
}

function setTaskGroup(doc: Y.Doc, id: string, group: string | undefined, origin: unknown) {
  const task = rootOf(doc, 'tasks').get(id) as { get?(key: string): unknown } | undefined;
  if (task?.get?.('group') !== group) {
    setField(doc, { root: 'tasks', id }, ['group'], group, origin);
  }
}

export function setGroupField(
  doc: Y.Doc,
  id: string,
  field: 'name' | 'color' | 'collapsed' | 'position',
  value: Json | undefined,
  origin: unknown = LOCAL_EDIT,
) {
  setField(doc, { root: 'groups', id }, [field], value, origin);
}

/** Takes frames away; what stands in them stays. */
export function dissolveGroups(
  view: DocView,
  ids: readonly string[],
  origin: unknown = LOCAL_EDIT,
) {
  const members = membersOf(view);
  view.doc.transact(() => {
    for (const id of ids) {
      joinGroup(view.doc, members.get(id) ?? [], undefined, origin);
      rootOf(view.doc, 'groups').delete(id);
    }
  }, origin);
}

/** Takes frames away with all that stands in them. */
export function removeWithMembers(
  view: DocView,
  ids: readonly string[],
  origin: unknown = LOCAL_EDIT,
) {
  const members = membersOf(view);
  const task = (each: string) => view.entry('tasks', each);
  const inside = ids.flatMap((id) => members.get(id) ?? []);
  const gone = withInside(inside, view.ids('tasks'), task);
  view.doc.transact(() => {
    for (const each of gone) removeTask(view.doc, each, origin);
    for (const id of ids) rootOf(view.doc, 'groups').delete(id);
  }, origin);
}
