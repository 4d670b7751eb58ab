/**
 * Values that were beaten: set by others at the same time as mine, which won; or in what I removed.
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
  const choose = (winner: Y.Item | undefined, values: readonly Y.Item[]) => {
    if (winner === undefined) return;
    // What one person set one after the other is one item once it is gone: its last value.
    const last = Y.createID(winner.id.client, winner.id.clock + winner.length - 1);
    if (!Y.isDeleted(step.deletions, last)) note(back, last, 1);
    if (winner.length > 1) note(gone, winner.id, winner.length - 1);
    for (const item of values) if (item !== winner) note(gone, item.id, item.length);
  };
  doc.transact((transaction) => {
    const removals = itemsIn(transaction, step.deletions); // each an item of its own from here on
    for (const [now, sets] of standing(doc, itemsIn(transaction, step.insertions))) {
      // Values that one person set one after the other are one item once both are gone.
      for (const { origin } of sets)
        if (origin !== null) Y.getItemCleanEnd(transaction, doc.store, origin);
      const beaten = new Set(sets.flatMap(between));
      if (beaten.size === 0) continue;
      const others = [...valuesToBringBack(now, sets, step, beaten)];
      choose(others[0], [...others, ...beaten]);
    }
    for (const [now, first] of goneWithHolder(removals, step)) {
      const values = valuesBetween(first, now);
      choose(
        values.find((item) => mayComeBack(item, step)),
        values,
      );
    }
  });
  step.insertions = Y.mergeDeleteSets([step.insertions, gone]);
  step.deletions = Y.mergeDeleteSets([step.deletions, back]);
}

/** The newest values of keys that the step removed with what held them, each with the first. */
function goneWithHolder(removals: readonly Y.Item[], step: Step): ReadonlyMap<Y.Item, Y.Item> {
  const found = new Map<Y.Item, Y.Item>();
  for (const item of removals) {
    const holder = item.parentSub === null ? undefined : holderOf(item);
    if (!holder || !Y.isDeleted(step.deletions, holder.id)) continue;
    const now = newestBeside(item);
    if (now !== undefined && !isLeftOf(found.get(now), item)) found.set(now, item);
  }
  return found;
}

/** All that stands from one to another, the last one first. */
function valuesBetween(first: Y.Item, last: Y.Item): readonly Y.Item[] {
  const found: Y.Item[] = [];
  for (let item: Y.Item | null = last; item !== null; item = item.left) {
    found.push(item);
    if (item === first) break;
  }
  return found;
}

function mayComeBack({ id, content }: Y.Item, step: Step): boolean {
  if (Y.isDeleted(step.insertions, id)) return false;
  return Y.isDeleted(step.deletions, id) || content instanceof Y.ContentAny;
}

function isLeftOf(one: Y.Item | undefined, other: Y.Item): boolean {
  let item = one === undefined ? null : other.left;
  while (item !== null && item !== one) item = item.left;
  return item !== null;
}

/** What the step beat or was set over, the last one first: that one may come back. */
function* valuesToBringBack(
  now: Y.Item,
  sets: readonly Y.Item[],
  step: Step,
  beaten: ReadonlySet<Y.Item>,
): Generator<Y.Item> {
  // What was removed and brought back begins a new list; what was set before stands in the old one.
  const lists = new Set([now, ...sets.map(newestBeside)]);
  for (const newest of lists) {
    for (let item: Y.Item | null = newest ?? null; item !== null; item = item.left) {
      const isSetOver = Y.isDeleted(step.deletions, item.id);
      if ((isSetOver || beaten.has(item)) && mayComeBack(item, step)) yield item;
    }
  }
}

/** The values of a step that stand now, each with all that the step set for its key. */
function standing(doc: Y.Doc, items: readonly Y.Item[]): ReadonlyMap<Y.Item, readonly Y.Item[]> {
  const newest = new Set(items.map((item) => broughtBack(doc, item)));
  const found = new Map<Y.Item, Y.Item[]>();
  for (const item of items) {
    const now = item.parentSub === null ? undefined : valueNow(doc, item);
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
  const holder = holderOf(item);
  // Set in what I had removed and may bring back; or by me, and not sent yet.
  if (holder?.deleted) return holder.keep || item.id.client === me;
  const now = newestBeside(item);
  if (now === undefined || now === item || now.deleted) return false;
  return now.id.client === me || item.id.client === me;
}

function holderOf(item: Y.Item): Y.Item | null | undefined {
  return (item.parent as Y.AbstractType<unknown> | null)?._item;
}

function newestBeside(item: Y.Item): Y.Item | undefined {
  return (item.parent as Y.AbstractType<unknown> | null)?._map?.get(item.parentSub ?? '');
}

/** The newest value of its key, also where what holds it was removed and brought back. */
function valueNow(doc: Y.Doc, item: Y.Item): Y.Item | undefined {
  const holder = holderOf(item);
  if (!holder?.redone) return newestBeside(item);
  const now = broughtBack(doc, holder);
  const type = now instanceof Y.Item && now.content instanceof Y.ContentType && now.content.type;
  return type ? type._map.get(item.parentSub ?? '') : undefined;
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
