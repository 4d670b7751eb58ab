import * as Y from 'yjs';
import { type KeyedRoot, ROOTS, type Root } from './layout.ts';

/** A task, note, group, or the root `workflow`: plain JSON and texts under flat keys. */
export type SharedEntry = Y.Map<unknown>;

export function rootOf(doc: Y.Doc, root: Root): Y.Map<unknown> {
  return doc.getMap(root);
}

/** Tell the type of each root, so that nobody else's update decides it. */
export function declareRoots(doc: Y.Doc): void {
  for (const root of ROOTS) rootOf(doc, root);
}

/** The map of one entry, or of the workflow; undefined: it was deleted. */
export function entryOf(doc: Y.Doc, root: KeyedRoot, id?: string): SharedEntry | undefined {
  if (id === undefined) return rootOf(doc, root);
  const entry = rootOf(doc, root).get(id);
  return entry instanceof Y.Map ? entry : undefined;
}
