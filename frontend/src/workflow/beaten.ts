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
    itemsIn(transaction, step.deletions); // so that each of them is an item of its own
    for (const [now, sets] of standing(doc, itemsIn(transaction, step.insertions))) {
      // Values that one person set one after the other are one item once both are gone.
      for (const { origin } of sets)
        if (origin !== null) Y.getItemCleanEnd(transaction, doc.store, origin);
      const beaten = new Set(sets.flatMap(between));
      const [last, ...others] = beaten.size === 0 ? [] : valuesToBringBack(now, step, beaten);
      if (last !== undefined && beaten.has(last)) note(back, last.id, last.length);
      for (const item of [...others, ...beaten]) {
        if (item !== last) note(gone, item.id, item.length);
      }
    }
  });
  step.insertions = Y.mergeDeleteSets([step.insertions, gone]);
  step.deletions = Y.mergeDeleteSets([step.deletions, back]);
}

/** What the step beat or was set over, the last one first: that one may come back. */
function valuesToBringBack(now: Y.Item, step: Step, beaten: ReadonlySet<Y.Item>): Y.Item[] {
  const found: Y.Item[] = [];
  for (let item = now.left; item !== null; item = item.left) {
    const isSetOver =
      Y.isDeleted(step.deletions, item.id) && !Y.isDeleted(step.insertions, item.id);
    if (isSetOver || (beaten.has(item) && item.content instanceof Y.ContentAny)) found.push(item);
  }
  return found;
}

/** The values of a step that stand now, each with all that the step set for its key. */
function standing(doc: Y.Doc, items: readonly Y.Item[]): ReadonlyMap<Y.Item, readonly Y.Item[]> {
  const newest = new Set(items.map((item) => broughtBack(doc, item)));
  const found = new Map<Y.Item, Y.Item[]>();
  for (const item of items) {
    const now = item.parentSub === null ? undefined : valueNow(item);
    if (now === undefined || now.deleted || !newest.has(now)) continue;
    found.set(now, [...(found.get(now) ?? []), item]);
  }
  return found;
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

/** An item, or what it has become by being taken back and brought back. */
function broughtBack(doc: Y.Doc, item: Y.Item): unknown {
  let found: unknown = item;
  while (found instanceof Y.Item && found.redone !== null)
    found = Y.getItem(doc.store, found.redone);
  return found;
}

/** What others set over the same value as this. */
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
