/** What the designer writes into documents, made anew out of those that the server wrote. */
import * as Y from 'yjs';
import {
  addNote,
  addTask,
  connect,
  disconnect,
  moveNote,
  moveTask,
  reconnect,
  removeEntry,
  removeTask,
  rename,
  setField,
} from '../src/workflow/commands.ts';
import { addGroup, joinGroup } from '../src/workflow/groups.ts';
import type { JsonObject } from '../src/workflow/json.ts';
import { project } from '../src/workflow/projection.ts';
import { declareRoots } from '../src/workflow/roots.ts';
import { writeDocument } from '../src/workflow/writing.ts';
import { bytesOf, type Fixture, readFixtures, SERVERS, textOfBytes } from './fixtures.ts';

export function makeFixtures(): readonly Fixture[] {
  const written = readFixtures(SERVERS).map(({ name, document }) => whole(name, document));
  return [...written, edited()];
}

/** A document of the server's, written by this side's code. */
function whole(name: string, document: JsonObject): Fixture {
  const doc = docOf(1);
  writeDocument(doc, document, 1);
  return { name: `${name}, written whole`, updates: updatesOf(doc), document: project(doc) };
}

/** Two people edit the first document of the server, and see each other only at the end. */
function edited(): Fixture {
  const start: JsonObject = {
    schema: 1,
    name: 'Orders',
    tasks: {
      a: { kind: 'agent', agent: 'writer', input: { prompt: 'one 😀 three' } },
      b: { kind: 'branch', cases: [{ name: 'x', when: 'true' }], depends_on: ['a'] },
      c: { kind: 'wait', duration_s: 1 },
    },
  };
  const [server, ann, ben] = [docOf(1), docOf(1001), docOf(1002)];
  writeDocument(server, start, 1);
  for (const doc of [ann, ben]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server));
  annEdits(ann);
  benEdits(ben);
  const updates = [server, ann, ben].map((doc, place) =>
    textOfBytes(Y.encodeStateAsUpdate(doc, place ? Y.encodeStateVector(server) : undefined)),
  );
  for (const update of updates) Y.applyUpdate(server, bytesOf(update));
  return { name: 'two people', updates, document: project(server) };
}

function annEdits(doc: Y.Doc): void {
  const a = { root: 'tasks', id: 'a' } as const;
  rename(doc, a, 'First');
  setField(doc, a, ['input', 'prompt'], 'one 😀😀 three');
  setField(doc, a, ['retry', 'max_attempts'], 3);
  setField(doc, a, ['input', 'a.b'], { deep: [1, null] });
  addTask(doc, 'd_ab12', { kind: 'approval', assignees: ['ann'], position: [1, 2] });
  connect(doc, { source: 'b', outcome: 'x', target: 'd_ab12' });
  connect(doc, { source: 'c', target: 'a' });
  addNote(doc, 'n1', { x: 5, y: 6 }, 'memo');
  moveNote(doc, 'n1', { x: 7, y: 8 });
  addGroup(doc, 'g1', { name: 'All', color: 'blue', at: { x: 0, y: 0 } }, ['a', 'b']);
}

function benEdits(doc: Y.Doc): void {
  const a = { root: 'tasks', id: 'a' } as const;
  removeTask(doc, 'c');
  moveTask(doc, 'a', { x: 40, y: -2.5 });
  setField(doc, a, ['input', 'prompt'], 'zero one 😀 three');
  setField(doc, a, ['retry'], { jitter: false });
  setField(doc, a, ['agent'], undefined);
  setField(doc, a, ['requires'], ['python']);
  setField(doc, { root: 'workflow' }, ['description'], 'About orders');
  disconnect(doc, { source: 'a', target: 'b' });
  addTask(doc, 'e_cd34', { kind: 'wait', duration_s: 2 });
  reconnect(doc, { source: 'a', target: 'b' }, { source: 'e_cd34', target: 'b' });
  addNote(doc, 'n2', { x: 0, y: 0 });
  removeEntry(doc, 'notes', 'n2');
  addGroup(doc, 'g2', { name: 'Some', at: { x: 4, y: 4 } }, ['b', 'e_cd34']);
  joinGroup(doc, ['e_cd34'], undefined);
}

function docOf(clientId: number): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  declareRoots(doc);
  return doc;
}

function updatesOf(doc: Y.Doc): string[] {
  return [textOfBytes(Y.encodeStateAsUpdate(doc))];
}
