/**
 * Values that were beaten: set by others at the same time as mine, which won.
 *
 * In the list of all values of a key they stand between mine and what it was set over. The undo
 * manager takes them for later changes: it would take mine away, bring nothing back, and leave the
 * setting without any value (Y.Item, redoItem). And Yjs forgets what they held. So they are kept,
 * and come back when mine is taken back, as if mine had never been.
 */
import * as Y from 'yjs';

type Step = Y.UndoManager['undoStack'][number];
type Ranges = Step['insertions'];

/**
 * Keeps, from now on, what is beaten by a value of one's own; and one's own that are beaten, so that
 * they reach who beat them also where that was heard of before they were sent.
 */
export function keepBeaten(doc: Y.Doc): void {
  // Before the transaction's end, at which Yjs forgets.
  doc.on('afterTransaction', (transaction) => {
    if (transaction.local) return;
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
      if (struct instanceof Y.Item && isBeaten(struct, doc.clientID)) keep(struct);
    });
  });
}

/** Makes the next undoing of a step bring back what it beat, where that is known. */
export function pickUpBeaten(doc: Y.Doc, step: Step): void {
  const gone = Y.createDeleteSet();
  const back = Y.createDeleteSet();
  doc.transact((transaction) => {
    for (const set of itemsIn(transaction, step.insertions)) {
      if (set.parentSub === null || !stands(doc, set)) continue;
      // Values that one person set one after the other are one item once both are gone.
      if (set.origin !== null) Y.getItemCleanEnd(transaction, doc.store, set.origin);
      const beaten = between(set);
      const last = beaten.find(({ content }) => content instanceof Y.ContentAny);
      for (const item of beaten) note(item === last ? back : gone, item.id, item.length);
      // Only one may come back.
      if (last !== undefined && set.origin !== null) note(gone, set.origin, 1);
    }
  });
  step.insertions = Y.mergeDeleteSets([step.insertions, gone]);
  step.deletions = Y.mergeDeleteSets([step.deletions, back]);
}

function itemsIn(transaction: Y.Transaction, ranges: Ranges): readonly Y.Item[] {
  const found: Y.Item[] = [];
  Y.iterateDeletedStructs(transaction, ranges, (struct) => {
    if (struct instanceof Y.Item) found.push(struct);
  });
  return found;
}

function isBeaten(item: Y.Item, me: number): boolean {
  if (item.parentSub === null || !(item.content instanceof Y.ContentAny)) return false;
  const now = valueNow(item);
  if (now === undefined || now === item || now.deleted) return false;
  return now.id.client === me || item.id.client === me;
}

function valueNow(item: Y.Item): Y.Item | undefined {
  return (item.parent as Y.AbstractType<unknown> | null)?._map?.get(item.parentSub ?? '');
}

/** Whether what was set, or what brought it back since, is the value now. */
function stands(doc: Y.Doc, set: Y.Item): boolean {
  let item: unknown = set;
  while (item instanceof Y.Item && item.redone !== null) item = Y.getItem(doc.store, item.redone);
  return item instanceof Y.Item && !item.deleted && valueNow(item) === item;
}

/** What others set over the same value as this, the last one first. */
function between(set: Y.Item): readonly Y.Item[] {
  const found: Y.Item[] = [];
  for (let item = set.left; item !== null && !isOrigin(item, set); item = item.left) {
    if (item.id.client !== set.id.client) found.push(item);
  }
  return found;
}

function isOrigin(item: Y.Item, set: Y.Item): boolean {
  return set.origin !== null && Y.compareIDs(item.lastId, set.origin);
}

/** With all that holds it: what stands in something forgotten is forgotten. */
function keep(item: Y.Item): void {
  for (let each: Y.Item | null = item; each !== null && !each.keep; ) {
    each.keep = true;
    each = (each.parent as Y.AbstractType<unknown>)._item;
  }
}

function note(ranges: Ranges, { client, clock }: Y.ID, len: number): void {
  const of = ranges.clients.get(client) ?? [];
  of.push({ clock, len });
  ranges.clients.set(client, of);
}
