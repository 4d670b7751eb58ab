/**
 * Writing into a shared document, without transactions of its own: commands.ts makes those.
 *
 * An entry is set only to create it; whatever changes inside it is changed in place. An entry that
 * was built anew and set would rise from the dead when somebody else deletes it meanwhile.
 */
import * as Y from 'yjs';
import { type Edge, edgeId, edgeValue, readEdge } from './edges.ts';
import { isObject, type Json, type JsonObject, ownValue } from './json.ts';
import {
  type EntryRoot,
  isTextKey,
  type KeyedRoot,
  layOut,
  SCHEMA,
  textsOf,
  textsOfKind,
} from './layout.ts';
import { rootOf, type SharedEntry } from './roots.ts';

/**
 * Write a whole document into an empty shared one. Clients never do this to a document that others
 * hold too: the server has written it, and writing it again would double its content.
 */
export function writeDocument(doc: Y.Doc, document: JsonObject, generation: number): void {
  const meta = rootOf(doc, 'meta');
  if (meta.size > 0) throw new Error('a document is written once, into an empty one');
  doc.transact(() => {
    meta.set('schema', ownValue(document, 'schema') ?? SCHEMA);
    meta.set('generation', generation);
    fill(rootOf(doc, 'workflow'), 'workflow', document);
    for (const root of ['tasks', 'notes', 'groups'] as const) {
      const entries = ownValue(document, root);
      if (!isObject(entries)) continue;
      for (const [id, value] of Object.entries(entries)) setEntry(doc, root, id, value);
    }
    for (const edge of edgesOf(ownValue(document, 'tasks'))) addEdge(doc, edge);
  });
}

/** The dependencies of a document's tasks; what cannot be one is passed over. */
export function* edgesOf(tasks: Json | undefined): Generator<Edge> {
  if (!isObject(tasks)) return;
  for (const [target, task] of Object.entries(tasks)) {
    const sources = isObject(task) ? ownValue(task, 'depends_on') : undefined;
    for (const source of Array.isArray(sources) ? sources : []) {
      const edge = readEdge(`${source}>${target}`);
      if (edge !== undefined) yield edge;
    }
  }
}

/** Create an entry as it stands in the document; its dependencies are edges of their own. */
export function setEntry(doc: Y.Doc, root: EntryRoot, id: string, value: Json): void {
  if (!isObject(value)) {
    rootOf(doc, root).set(id, value);
    return;
  }
  const entry: SharedEntry = new Y.Map();
  fill(entry, root, value);
  rootOf(doc, root).set(id, entry);
}

function fill(entry: SharedEntry, root: KeyedRoot, value: JsonObject): void {
  const flat = layOut(root, value);
  for (const [key, each] of flat) {
    entry.set(key, typeof each === 'string' && isTextKey(root, key) ? new Y.Text(each) : each);
  }
  const texts = root === 'tasks' ? textsOfKind(ownValue(value, 'kind')) : textsOf(root);
  for (const key of texts) if (!flat.has(key)) entry.set(key, new Y.Text());
}

export function addEdge(doc: Y.Doc, edge: Edge): void {
  const edges = rootOf(doc, 'edges');
  if (!edges.has(edgeId(edge))) edges.set(edgeId(edge), edgeValue(edge));
}

/** Every edge that begins or ends at the task, also those that dangle. */
export function removeEdgesOf(doc: Y.Doc, taskId: string): void {
  const edges = rootOf(doc, 'edges');
  for (const id of [...edges.keys()]) {
    const edge = readEdge(id);
    if (edge?.source === taskId || edge?.target === taskId) edges.delete(id);
  }
}
