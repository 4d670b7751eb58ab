/**
 * Taking back one step of one's own, and what it would do to the work of others.
 *
 * The undo manager never overwrites what somebody else set after one. When nothing of a step is
 * left to take back, though, it goes on to the step before it: here that step stays.
 */
import * as Y from 'yjs';
import { pickUpBeaten } from './beaten.ts';
import { rootOf } from './roots.ts';

export type Step = Y.UndoManager['undoStack'][number];
export type Way = 'undo' | 'redo';

/** Who set something over a step; nothing: `undone` says whether the step could be taken back. */
export interface TakenBack {
  readonly undone: boolean;
  readonly overtakenBy: ReadonlySet<number>;
}

/** What others put into an entry that one made, by the entry. */
export interface Loss {
  readonly root: 'tasks' | 'notes' | 'groups';
  readonly id: string;
  readonly by: ReadonlySet<number>;
}

const ENTRY_ROOTS = ['tasks', 'notes', 'groups'] as const;

export function nextStep(undo: Y.UndoManager, way: Way): Step | undefined {
  return (way === 'undo' ? undo.undoStack : undo.redoStack).at(-1);
}

/** Takes back the last step and no other; undefined: there is none. */
export function takeBack(undo: Y.UndoManager, way: Way): TakenBack | undefined {
  const stack = way === 'undo' ? undo.undoStack : undo.redoStack;
  const step = stack.at(-1);
  if (step === undefined) return undefined;
  const overtakenBy = overtakers(undo.doc, step);
  pickUpBeaten(undo.doc, step);
  const before = stack.splice(0, stack.length - 1);
  const undone = (way === 'undo' ? undo.undo() : undo.redo()) !== null;
  stack.unshift(...before);
  return { undone, overtakenBy };
}

/** Leaves the last step as it is, so that the one before it is the next to be taken back. */
export function passOver(undo: Y.UndoManager, way: Way): void {
  (way === 'undo' ? undo.undoStack : undo.redoStack).pop();
}

/** Entries that this step made and that would go with what others wrote into them. */
export function lossesOf(doc: Y.Doc, step: Step): readonly Loss[] {
  const roots = new Map(ENTRY_ROOTS.map((root) => [rootOf(doc, root), root]));
  const losses: Loss[] = [];
  eachItem(doc, step.insertions, (item) => {
    const root = roots.get(item.parent as Y.Map<unknown>);
    const content = (item.content as { type?: unknown }).type;
    if (root === undefined || item.deleted || !(content instanceof Y.AbstractType)) return;
    const by = writersIn(content, doc.clientID);
    if (by.size > 0) losses.push({ root, id: item.parentSub ?? '', by });
  });
  return losses;
}

/** Those whose value stands now where this step had set or removed one. */
function overtakers(doc: Y.Doc, step: Step): ReadonlySet<number> {
  const found = new Set<number>();
  const look = (item: Y.Item) => {
    if (item.parentSub === null) return;
    const now = (item.parent as Y.AbstractType<unknown> | null)?._map?.get(item.parentSub);
    if (now !== undefined && now !== item && now.id.client !== doc.clientID)
      found.add(now.id.client);
  };
  eachItem(doc, step.insertions, look);
  eachItem(doc, step.deletions, look);
  return found;
}

/** Everybody but oneself who wrote something that still stands in there. */
function writersIn(type: Y.AbstractType<unknown>, me: number): ReadonlySet<number> {
  const found = new Set<number>();
  const look = (item: Y.Item) => {
    if (!item.deleted && item.id.client !== me) found.add(item.id.client);
    const inner = (item.content as { type?: unknown }).type;
    if (inner instanceof Y.AbstractType) for (const each of writersIn(inner, me)) found.add(each);
  };
  for (const item of type._map.values()) look(item);
  for (let item = type._start; item !== null; item = item.right) look(item);
  return found;
}

type Ranges = Step['insertions'];

/** Each item of a step, or what brought it back since. */
function eachItem(doc: Y.Doc, ranges: Ranges, look: (item: Y.Item) => void): void {
  doc.transact((transaction) => {
    Y.iterateDeletedStructs(transaction, ranges, (struct) => {
      let item: unknown = struct;
      while (item instanceof Y.Item && item.redone !== null) {
        item = Y.getItem(doc.store, item.redone);
      }
      if (item instanceof Y.Item) look(item);
    });
  });
}
