import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import * as Y from 'yjs';
import { keepBeaten } from '../src/workflow/beaten.ts';
import { addTask, LOCAL_EDIT, moveTask, removeTask, setField } from '../src/workflow/commands.ts';
import { declareRoots, entryOf, rootOf } from '../src/workflow/roots.ts';
import { takeBack } from '../src/workflow/undoing.ts';

const A = { root: 'tasks', id: 'a' } as const;
let mine: Y.Doc;
let theirs: Y.Doc;
let third: Y.Doc;
let undo: Y.UndoManager;

function begin(myClient: number): void {
  [mine, theirs, third] = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
  mine.clientID = myClient;
  theirs.clientID = 100;
  third.clientID = 150;
  for (const doc of [mine, theirs, third]) {
    declareRoots(doc);
    keepBeaten(doc);
  }
  undo = new Y.UndoManager([rootOf(mine, 'tasks'), rootOf(mine, 'edges')], {
    trackedOrigins: new Set([LOCAL_EDIT]),
    captureTimeout: 60_000,
  });
  addTask(mine, 'a', { kind: 'wait', name: 'A', duration_s: 1, position: [0, 0] }, 'start');
  meet();
}

/** Ends a step: what I do next is another one. */
function rest(): void {
  undo.stopCapturing();
}

function meet(): void {
  const docs = [mine, theirs, third];
  for (const from of docs)
    for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from), 'remote');
  for (const from of docs)
    for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from), 'remote');
}

const placeIn = (doc: Y.Doc) => entryOf(doc, 'tasks', 'a')?.get('pos');
const lengthIn = (doc: Y.Doc) => entryOf(doc, 'tasks', 'a')?.get('duration_s');

function everybodySees(place: unknown): void {
  meet();
  for (const doc of [mine, theirs, third]) assert.deepEqual(placeIn(doc), place);
}

describe('what two set at the same time', () => {
  test('is what the other set once mine, which won, is taken back', () => {
    begin(200);
    moveTask(mine, 'a', { x: 8, y: 8 });
    moveTask(theirs, 'a', { x: 80, y: 80 });
    everybodySees([8, 8]);

    assert.deepEqual(takeBack(undo, 'undo'), { undone: true, overtakenBy: new Set() });

    everybodySees([80, 80]);
    takeBack(undo, 'redo');
    everybodySees([8, 8]);
    takeBack(undo, 'undo');
    everybodySees([80, 80]);
  });

  test('stays theirs where theirs won', () => {
    begin(50);
    moveTask(mine, 'a', { x: 8, y: 8 });
    moveTask(theirs, 'a', { x: 80, y: 80 });
    everybodySees([80, 80]);

    assert.equal(takeBack(undo, 'undo')?.undone, false);

    everybodySees([80, 80]);
  });

  test('is what stood last of several others', () => {
    begin(200);
    moveTask(mine, 'a', { x: 8, y: 8 });
    moveTask(theirs, 'a', { x: 80, y: 80 });
    moveTask(theirs, 'a', { x: 88, y: 88 });
    moveTask(third, 'a', { x: 160, y: 160 });
    everybodySees([8, 8]);

    takeBack(undo, 'undo');

    everybodySees([160, 160]);
  });

  test('is theirs also after several steps of mine', () => {
    begin(200);
    moveTask(mine, 'a', { x: 8, y: 8 });
    rest();
    moveTask(mine, 'a', { x: 16, y: 16 });
    moveTask(theirs, 'a', { x: 80, y: 80 });
    everybodySees([16, 16]);

    takeBack(undo, 'undo');
    everybodySees([8, 8]);
    takeBack(undo, 'undo');
    everybodySees([80, 80]);
  });

  test('is theirs also where my step set it several times', () => {
    begin(200);
    moveTask(mine, 'a', { x: 8, y: 8 });
    moveTask(theirs, 'a', { x: 80, y: 80 });
    moveTask(mine, 'a', { x: 16, y: 16 });
    everybodySees([16, 16]);

    takeBack(undo, 'undo');

    everybodySees([80, 80]);
  });

  test('is the later of theirs where my step went on over the first', () => {
    begin(200);
    moveTask(mine, 'a', { x: 8, y: 8 });
    moveTask(theirs, 'a', { x: 80, y: 80 });
    meet();
    moveTask(mine, 'a', { x: 16, y: 16 });
    moveTask(theirs, 'a', { x: 160, y: 160 });
    everybodySees([16, 16]);

    takeBack(undo, 'undo');

    everybodySees([160, 160]);
  });

  test('is theirs where nothing stood before', () => {
    begin(200);
    setField(mine, A, ['timeout_s'], 5);
    setField(theirs, A, ['timeout_s'], 50);
    meet();
    const field = (doc: Y.Doc) =>
      [...(entryOf(doc, 'tasks', 'a')?.entries() ?? [])].filter(([key]) => key.includes('timeout'));
    assert.equal(field(mine).length, 1);

    takeBack(undo, 'undo');

    meet();
    assert.deepEqual(field(mine), field(theirs));
    assert.equal(JSON.stringify(field(mine)).includes('50'), true);
  });

  test('does not come back where they had taken it away before', () => {
    begin(200);
    moveTask(theirs, 'a', { x: 80, y: 80 });
    meet();
    moveTask(mine, 'a', { x: 8, y: 8 });
    meet();

    takeBack(undo, 'undo');

    everybodySees([80, 80]);
    assert.deepEqual([lengthIn(mine), lengthIn(theirs)], [1, 1]);
  });
});

test('what I set in a task before I removed it gives way to theirs as well', () => {
  begin(200);
  for (const at of [8, 16, 24]) {
    moveTask(mine, 'a', { x: at, y: 0 });
    rest();
  }
  for (const at of [80, 88]) moveTask(theirs, 'a', { x: at, y: 80 });
  removeTask(mine, 'a');
  meet();

  const seen = [1, 2, 3, 4].map(() => {
    takeBack(undo, 'undo');
    meet();
    return placeIn(theirs);
  });

  assert.deepEqual(seen.at(-1), [88, 80]);
  assert.deepEqual(placeIn(mine), [88, 80]);
  assert.equal(seen.includes(undefined), false);
});

describe('what somebody set in a task that I removed at the same time', () => {
  for (const client of [50, 200]) {
    test(`comes back with the task (${client})`, () => {
      begin(client);
      removeTask(mine, 'a');
      moveTask(theirs, 'a', { x: 80, y: 80 });
      meet();
      assert.equal(placeIn(mine), undefined);

      takeBack(undo, 'undo');

      everybodySees([80, 80]);
      takeBack(undo, 'redo');
      everybodySees(undefined);
      takeBack(undo, 'undo');
      everybodySees([80, 80]);
    });
  }
});

beforeEach(() => begin(200));

test('a value that nobody kept gives way to the one before both', () => {
  const late = new Y.Doc();
  late.clientID = 300;
  declareRoots(late);
  Y.applyUpdate(late, Y.encodeStateAsUpdate(mine), 'remote');
  const unaware = new Y.UndoManager(rootOf(late, 'tasks'), {
    trackedOrigins: new Set([LOCAL_EDIT]),
  });
  moveTask(late, 'a', { x: 8, y: 8 });
  moveTask(theirs, 'a', { x: 80, y: 80 });
  Y.applyUpdate(late, Y.encodeStateAsUpdate(theirs), 'remote');
  assert.deepEqual(placeIn(late), [8, 8]);

  takeBack(unaware, 'undo');

  assert.deepEqual(placeIn(late), [0, 0]);
});

test('no undo or redo leaves a place without a value, in whatever order people meet', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const next = numbers(seed);
    begin(50 + next(3) * 75);
    const told: string[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      const what = next(9);
      told.push(String(what));
      if (what === 0) meet();
      else if (what === 8) removeTask(mine, 'a');
      else if (what === 6) rest();
      else if (what === 1) takeBack(undo, 'undo');
      else if (what === 2) takeBack(undo, 'redo');
      else if (what === 3 || what === 7) moveTask(mine, 'a', { x: turn, y: next(100) });
      else moveTask(what === 4 ? theirs : third, 'a', { x: turn, y: next(100) });
      const isThere = entryOf(mine, 'tasks', 'a') !== undefined;
      const last = entryOf(mine, 'tasks', 'a')?._map.get('pos');
      assert.equal(last?.length ?? 1, 1, 'servers take one value at a time');
      assert.equal(placeIn(mine) !== undefined, isThere, `seed ${seed} after ${told.join(' ')}`);
    }
    meet();
    assert.deepEqual(placeIn(theirs), placeIn(mine));
    assert.deepEqual(placeIn(third), placeIn(mine));
  }
});

/** Whole numbers below a bound, always the same ones for a seed (xorshift32, Marsaglia 2003). */
function numbers(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
