/**
 * The workflow document that a shared document stands for.
 *
 * Total and pure: whatever merging left is projected without an error, and replicas that hold the
 * same give the same. Only an edge that has lost one of its tasks is left out.
 */
import * as Y from 'yjs';
import { type Edge, edgeId, readEdge, waitsFor } from './edges.ts';
import { compareTexts, isObject, type Json, type JsonObject, objectOf } from './json.ts';
import { gather, type KeyedRoot, SCHEMA } from './layout.ts';
import { normalise } from './normalising.ts';
import { rootOf } from './roots.ts';

export function project(doc: Y.Doc): JsonObject {
  const tasks = new Map([...read(doc, 'tasks')].filter(([, value]) => isObject(value)));
  const sources = new Map<string, string[]>();
  for (const edge of edgesIn(doc)) {
    if (!stands(edge, tasks)) continue;
    sources.set(edge.target, [...(sources.get(edge.target) ?? []), waitsFor(edge)]);
  }
  const schema = rootOf(doc, 'meta').get('schema');
  return normalise({
    schema: Number.isInteger(schema) ? (schema as number) : SCHEMA,
    ...gather('workflow', new Map([...rootOf(doc, 'workflow')].map(plainEntry))),
    tasks: objectOf([...tasks].map(([id, task]) => [id, withSources(task, sources.get(id))])),
    notes: objectOf(read(doc, 'notes')),
    groups: objectOf(read(doc, 'groups')),
  });
}

/** Edges left behind by a merge: one of their tasks is gone. In order of their ids. */
export function danglingEdges(doc: Y.Doc): readonly Edge[] {
  const tasks = rootOf(doc, 'tasks');
  return edgesIn(doc).filter((edge) => !stands(edge, tasks));
}

function read(doc: Y.Doc, root: KeyedRoot): Map<string, Json> {
  const entries = [...rootOf(doc, root)].map(([id, entry]): [string, Json] => [
    id,
    readEntry(root, entry),
  ]);
  return new Map(entries);
}

/** One task, note or group as it stands in the workflow document, without its dependencies. */
export function readEntry(root: KeyedRoot, entry: unknown): Json {
  if (entry instanceof Y.Map) return gather(root, new Map([...entry].map(plainEntry)));
  const value = plain(entry);
  return isObject(value) ? gather(root, new Map(Object.entries(value))) : value;
}

function plainEntry([key, value]: [string, unknown]): [string, Json] {
  return [key, plain(value)];
}

function plain(value: unknown): Json {
  return (value instanceof Y.AbstractType ? value.toJSON() : value) as Json;
}

/** Every edge, those that dangle too, in order of their ids. */
export function edgesIn(doc: Y.Doc): Edge[] {
  const edges = [...rootOf(doc, 'edges').keys()].map(readEdge);
  return edges
    .filter((edge) => edge !== undefined)
    .sort((one, other) => compareTexts(edgeId(one), edgeId(other)));
}

function stands(edge: Edge, tasks: { has(id: string): boolean }): boolean {
  return tasks.has(edge.source) && tasks.has(edge.target);
}

function withSources(task: Json, sources: string[] | undefined): Json {
  return sources === undefined ? task : { ...(task as JsonObject), depends_on: sources };
}
