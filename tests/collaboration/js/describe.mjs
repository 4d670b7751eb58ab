// A document as plain values that can be compared: replicas that agree give equal descriptions.
import * as Y from 'yjs';

import { ROOTS } from './layout.mjs';

/** RFC 8785 for what Yjs holds: keys sorted by UTF-16 units, numbers as JavaScript writes them. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

export function describe(doc) {
  const content = Object.fromEntries(ROOTS.map((name) => [name, doc.getMap(name).toJSON()]));
  return {
    json: canonical(content),
    vector: canonical(stateVector(doc)),
    deleted: canonical(deletions(doc)),
    pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null,
    foreign: [...doc.share.keys()].filter((name) => !ROOTS.includes(name)),
  };
}

export const stateVector = (doc) =>
  Object.fromEntries(Y.decodeStateVector(Y.encodeStateVector(doc)));

function deletions(doc) {
  const { clients } = Y.createDeleteSetFromStructStore(doc.store);
  const ranges = [...clients].map(([client, items]) => [
    client,
    items.map(({ clock, len }) => [clock, len]),
  ]);
  return Object.fromEntries(ranges.filter(([, items]) => items.length));
}

/** A fresh document out of stored updates in their order, in base 64. */
export function load(updates) {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, 'base64'));
  });
  return doc;
}
