import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import * as Y from 'yjs';
import {
  addNote,
  addTask,
  connect,
  disconnect,
  LOCAL_EDIT,
  moveTask,
  moveTasks,
  removeEntry,
  removeTask,
  rename,
  setField,
  textOf,
} from '../src/workflow/commands.ts';
import { addGroup } from '../src/workflow/groups.ts';
import { newTaskId } from '../src/workflow/ids.ts';
import type { JsonObject } from '../src/workflow/json.ts';
import { ID } from '../src/workflow/layout.ts';
import { danglingEdges, project } from '../src/workflow/projection.ts';
import { declareRoots, rootOf } from '../src/workflow/roots.ts';
import { replaceText } from '../src/workflow/texts.ts';
import { writeDocument } from '../src/workflow/writing.ts';

const START: JsonObject = {
  schema: 1,
  name: 'Orders',
  tasks: {
    a: { kind: 'agent', agent: 'writer', input: { prompt: 'Hello' } },
    b: { kind: 'wait', duration_s: 1, depends_on: ['a'] },
  },
};
const A = { root: 'tasks', id: 'a' } as const;
let doc: Y.Doc;

beforeEach(() => {
  doc = new Y.Doc();
  declareRoots(doc);
  writeDocument(doc, START, 1);
});

function tasks(): Record<string, JsonObject> {
  return project(doc).tasks as Record<string, JsonObject>;
}

function copyOf(source: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  declareRoots(copy);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(source));
  return copy;
}

function meet(one: Y.Doc, other: Y.Doc): void {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
}

const COMMANDS: Record<string, () => void> = {
  addTask: () => addTask(doc, 'c', { kind: 'agent', agent: 'x', input: { data: 1 } }),
  removeTask: () => removeTask(doc, 'a'),
  connect: () => connect(doc, { source: 'b', target: 'a' }),
  disconnect: () => disconnect(doc, { source: 'a', target: 'b' }),
  rename: () => rename(doc, A, 'First'),
  setField: () => setField(doc, A, ['kind'], 'approval'),
  'setField of an object': () => setField(doc, A, ['retry'], { max_attempts: 2, jitter: true }),
  moveTasks: () => moveTasks(doc, new Map(['a', 'b'].map((id) => [id, { x: 1, y: 2 }]))),
  addNote: () => addNote(doc, 'n', { x: 1, y: 2 }, 'memo'),
  addGroup: () => addGroup(doc, 'g', { name: 'All', at: { x: 1, y: 2 } }, ['a', 'b']),
};

for (const [name, command] of Object.entries(COMMANDS)) {
  test(`${name} is one transaction with its origin`, () => {
    const origins: unknown[] = [];
    doc.on('afterTransaction', (each: Y.Transaction) => {
      if (each.changed.size > 0) origins.push(each.origin);
    });

    command();

    assert.deepEqual(origins, [LOCAL_EDIT]);
  });

  test(`${name} can be undone as a whole`, () => {
    const before = project(doc);
    const roots = (['workflow', 'tasks', 'edges', 'notes', 'groups'] as const).map((root) =>
      rootOf(doc, root),
    );
    const undo = new Y.UndoManager(roots, { trackedOrigins: new Set([LOCAL_EDIT]) });

    command();
    assert.notDeepEqual(project(doc), before);
    undo.undo();

    assert.deepEqual(project(doc), before);
  });
}

describe('a command on what is gone does nothing', () => {
  const gone = { root: 'tasks', id: 'gone' } as const;
  const commands: Record<string, () => void> = {
    setField: () => setField(doc, gone, ['name'], 'x'),
    rename: () => rename(doc, gone, 'x'),
    moveTask: () => moveTask(doc, 'gone', { x: 1, y: 2 }),
    removeTask: () => removeTask(doc, 'gone'),
    connect: () => connect(doc, { source: 'gone', target: 'a' }),
    disconnect: () => disconnect(doc, { source: 'gone', target: 'a' }),
    removeEntry: () => removeEntry(doc, 'notes', 'gone'),
    'rename to nothing': () => rename(doc, A, ''),
    'addTask of a task that is there': () => addTask(doc, 'a', { kind: 'wait' }),
  };
  for (const [name, command] of Object.entries(commands)) {
    test(name, () => {
      const before = project(doc);

      command();

      assert.deepEqual(project(doc), before);
    });
  }
});

test('removing a task takes its edges along', () => {
  removeTask(doc, 'a');

  assert.deepEqual(tasks(), { b: { kind: 'wait', duration_s: 1 } });
  assert.equal(rootOf(doc, 'edges').size, 0);
});

test('a task deleted by one stays deleted whatever the other does to it', () => {
  const other = copyOf(doc);
  removeTask(doc, 'a');
  setField(other, A, ['input', 'prompt'], 'Hello again');
  moveTask(other, 'a', { x: 1, y: 2 });
  connect(other, { source: 'b', target: 'a' });

  meet(doc, other);

  assert.deepEqual(Object.keys(tasks()), ['b']);
  assert.deepEqual(project(other), project(doc));
  assert.deepEqual(danglingEdges(doc), [{ source: 'b', target: 'a' }]);
});

test('a task that comes back does not bring old edges along', () => {
  const other = copyOf(doc);
  removeTask(doc, 'a');
  connect(other, { source: 'b', target: 'a' });
  meet(doc, other);

  addTask(doc, 'a', { kind: 'wait', duration_s: 1 });

  assert.deepEqual(tasks().a, { kind: 'wait', duration_s: 1 });
});

test('two people who type in one prompt both keep what they typed', () => {
  const other = copyOf(doc);
  setField(doc, A, ['input', 'prompt'], 'Oh, Hello');
  setField(other, A, ['input', 'prompt'], 'Hello!');

  meet(doc, other);

  assert.deepEqual(tasks().a?.input, { prompt: 'Oh, Hello!' });
});

test('a flattened object that is set as a whole loses what it no longer holds', () => {
  setField(doc, A, ['input'], { data: 1, 'a.b': 2 });
  setField(doc, A, ['input'], { 'a.b': 3 });

  assert.deepEqual(tasks().a?.input, { 'a.b': 3 });
  assert.equal(textOf(doc, A, ['input', 'prompt'])?.toString(), '');
});

test('a value can take the place of a flattened object and give it back', () => {
  setField(doc, A, ['input'], null);
  assert.equal(tasks().a?.input, null);

  setField(doc, A, ['input', 'data'], 1);
  assert.deepEqual(tasks().a?.input, { data: 1 });
});

test('a task of another kind has the texts of that kind', () => {
  setField(doc, A, ['kind'], 'approval');

  assert.equal(textOf(doc, A, ['message'])?.toString(), '');
  assert.equal(textOf(doc, A, ['input', 'prompt'])?.toString(), 'Hello');
});

for (const [before, after] of [
  ['😀', '😁'], // they share their first half
  ['a😀', 'a😀😀'],
  ['😀b', '🙀b'],
  ['', 'x'],
  ['x', ''],
  ['aaa', 'aa'],
] as const) {
  test(`a text is replaced without splitting a character: ${before} to ${after}`, () => {
    const text = textOf(doc, A, ['input', 'prompt']) as Y.Text;
    text.delete(0, text.length);
    text.insert(0, before);

    replaceText(text, after);

    assert.equal(text.toString(), after);
    assert.equal(textOf(copyOf(doc), A, ['input', 'prompt'])?.toString(), after);
  });
}

for (const [name, stem] of [
  ['Fetch data', 'fetch_data'],
  ['Prüfung!', 'prufung'],
  ['2nd step', 'nd_step'],
  ['数据', 'task'],
  ['', 'task'],
  ['x'.repeat(100), 'x'.repeat(40)],
] as const) {
  test(`a new id is told from its name and is an id: ${name.slice(0, 20)}`, () => {
    const id = newTaskId(name, () => false);

    assert.match(id, ID);
    assert.equal(id.slice(0, -5), stem);
  });
}

test('a new id is not one that is taken', () => {
  const numbers = [0, 0, 0, 0, 0, 0, 0, 1];

  const id = newTaskId(
    'A',
    (each) => each === 'a_aaaa',
    () => numbers.shift() ?? 0,
  );

  assert.equal(id, 'a_aaab');
});
