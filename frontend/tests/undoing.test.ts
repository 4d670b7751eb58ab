import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import * as Y from 'yjs';
import {
  addTask,
  LOCAL_EDIT,
  moveTask,
  rename,
  setField,
  textOf,
} from '../src/workflow/commands.ts';
import { declareRoots, entryOf, rootOf } from '../src/workflow/roots.ts';
import { lossesOf, nextStep, passOver, type Step, takeBack } from '../src/workflow/undoing.ts';

const A = { root: 'tasks', id: 'a' } as const;
let mine: Y.Doc;
let theirs: Y.Doc;
let undo: Y.UndoManager;

function step(edit: () => void): void {
  undo.stopCapturing();
  edit();
  undo.stopCapturing();
}

function meet(): void {
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine), 'remote');
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs), 'remote');
}

function place(): unknown {
  return entryOf(mine, 'tasks', 'a')?.get('pos');
}

beforeEach(() => {
  [mine, theirs] = [new Y.Doc(), new Y.Doc()];
  for (const doc of [mine, theirs]) declareRoots(doc);
  undo = new Y.UndoManager([rootOf(mine, 'tasks'), rootOf(mine, 'edges')], {
    trackedOrigins: new Set([LOCAL_EDIT]),
  });
  addTask(
    mine,
    'a',
    { kind: 'agent', name: 'A', position: [0, 0], input: { prompt: '' } },
    'start',
  );
  meet();
});

describe('taking back a step that somebody else went over', () => {
  beforeEach(() => {
    step(() => rename(mine, A, 'My name'));
    step(() => moveTask(mine, 'a', { x: 8, y: 8 }));
    meet();
    moveTask(theirs, 'a', { x: 80, y: 80 });
    meet();
  });

  test('changes nothing, and says whose it is now', () => {
    const taken = takeBack(undo, 'undo');
    assert.equal(taken?.undone, false);
    assert.deepEqual([...(taken?.overtakenBy ?? [])], [theirs.clientID]);
    assert.deepEqual(place(), [80, 80]);
  });

  test('leaves the step before it for the next time', () => {
    takeBack(undo, 'undo');
    assert.equal(entryOf(mine, 'tasks', 'a')?.get('name'), 'My name');
    assert.equal(takeBack(undo, 'undo')?.undone, true);
    assert.equal(entryOf(mine, 'tasks', 'a')?.get('name'), 'A');
    assert.equal(takeBack(undo, 'undo'), undefined);
  });

  test('takes back the part that is still mine', () => {
    step(() => {
      mine.transact(() => {
        rename(mine, A, 'Again');
        moveTask(mine, 'a', { x: 16, y: 16 });
      }, LOCAL_EDIT);
    });
    meet();
    moveTask(theirs, 'a', { x: 90, y: 90 });
    meet();
    const taken = takeBack(undo, 'undo');
    assert.equal(taken?.undone, true);
    assert.equal(taken?.overtakenBy.size, 1);
    assert.equal(entryOf(mine, 'tasks', 'a')?.get('name'), 'My name');
    assert.deepEqual(place(), [90, 90]);
  });
});

test('a step that nobody went over is taken back and brought back', () => {
  step(() => moveTask(mine, 'a', { x: 8, y: 8 }));
  assert.deepEqual(takeBack(undo, 'undo'), { undone: true, overtakenBy: new Set() });
  assert.deepEqual(place(), [0, 0]);
  assert.deepEqual(takeBack(undo, 'redo'), { undone: true, overtakenBy: new Set() });
  assert.deepEqual(place(), [8, 8]);
});

describe('taking back the making of a task', () => {
  const made = { root: 'tasks', id: 'b' } as const;
  const last = () => lossesOf(mine, nextStep(undo, 'undo') as Step);

  beforeEach(() => {
    step(() => addTask(mine, 'b', { kind: 'agent', name: 'B', input: { prompt: '' } }));
    meet();
  });

  test('costs nobody anything while it is only mine', () => {
    setField(mine, made, ['name'], 'Mine', 'elsewhere');
    assert.deepEqual(last(), []);
  });

  test('would remove a setting of somebody else', () => {
    rename(theirs, made, 'Theirs');
    meet();
    assert.deepEqual(last(), [{ ...made, by: new Set([theirs.clientID]) }]);
  });

  test('would remove a text of somebody else, also after it was brought back', () => {
    textOf(theirs, made, ['input', 'prompt'])?.insert(0, 'Words of theirs');
    meet();
    assert.deepEqual(last(), [{ ...made, by: new Set([theirs.clientID]) }]);
    takeBack(undo, 'undo');
    takeBack(undo, 'redo');
    assert.equal(nextStep(undo, 'undo') !== undefined, true);
  });

  test('can be passed over, and the step before it is next', () => {
    rename(theirs, made, 'Theirs');
    meet();
    passOver(undo, 'undo');
    assert.equal(takeBack(undo, 'undo')?.undone ?? false, false);
    assert.equal(entryOf(mine, 'tasks', 'b')?.get('name'), 'Theirs');
  });

  test('costs nothing any more once they took their words out again', () => {
    textOf(theirs, made, ['input', 'prompt'])?.insert(0, 'x');
    meet();
    textOf(theirs, made, ['input', 'prompt'])?.delete(0, 1);
    meet();
    assert.deepEqual(last(), []);
  });
});
