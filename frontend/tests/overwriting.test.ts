import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import * as Y from 'yjs';
import { addTask, moveTask, rename, setField } from '../src/workflow/commands.ts';
import { type Overwriting, onOverwritten } from '../src/workflow/overwriting.ts';
import { declareRoots } from '../src/workflow/roots.ts';

const A = { root: 'tasks', id: 'a' } as const;
let mine: Y.Doc;
let theirs: Y.Doc;
let heard: Overwriting[];

function meet(): void {
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine), 'remote');
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs, Y.encodeStateVector(mine)), 'remote');
}

beforeEach(() => {
  [mine, theirs] = [new Y.Doc(), new Y.Doc()];
  for (const doc of [mine, theirs]) declareRoots(doc);
  addTask(theirs, 'a', { kind: 'wait', duration_s: 1, position: [0, 0] });
  meet();
  heard = [];
  onOverwritten(mine, (what) => heard.push(what));
});

test('what I set and somebody sets otherwise is told, with what I had', () => {
  setField(mine, A, ['timeout_s'], 30);
  meet();
  setField(theirs, A, ['timeout_s'], 60);
  meet();
  const told = heard.map(({ clock: _, ...rest }) => rest);
  assert.deepEqual(told, [
    { task: 'a', names: ['timeout_s'], mine: 30, now: 60, by: theirs.clientID },
  ]);
});

test('what a task began with is nobody’s choice', () => {
  addTask(mine, 'b', { kind: 'wait', name: 'Wait', duration_s: 1, position: [0, 0] });
  setField(mine, { root: 'tasks', id: 'b' }, ['name'], 'Rest');
  meet();
  setField(theirs, { root: 'tasks', id: 'b' }, ['duration_s'], 60);
  setField(theirs, { root: 'tasks', id: 'b' }, ['name'], 'Sleep');
  meet();
  assert.deepEqual(
    heard.map(({ names }) => names),
    [['name']],
  );
});

test('what I never set, and what becomes the same, is not', () => {
  setField(theirs, A, ['timeout_s'], 60);
  setField(mine, A, ['duration_s'], 5);
  meet();
  setField(theirs, A, ['duration_s'], 5);
  meet();
  assert.deepEqual(heard, []);
});

test('neither are places, and nothing that I do myself', () => {
  moveTask(mine, 'a', { x: 8, y: 8 });
  rename(mine, A, 'One');
  rename(mine, A, 'Two');
  meet();
  moveTask(theirs, 'a', { x: 80, y: 80 });
  meet();
  assert.deepEqual(heard, []);
});

test('of two who set it at once, the one whose value went is told', () => {
  setField(mine, A, ['timeout_s'], 30);
  setField(theirs, A, ['timeout_s'], 60);
  const others: Overwriting[] = [];
  onOverwritten(theirs, (what) => others.push(what));
  meet();
  assert.equal(heard.length + others.length, 1);
});
