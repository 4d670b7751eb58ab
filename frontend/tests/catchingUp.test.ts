import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import * as Y from 'yjs';
import { CatchingUp } from '../src/workflow/catchingUp.ts';
import { addTask, removeTask, rename } from '../src/workflow/commands.ts';
import { declareRoots } from '../src/workflow/roots.ts';

const ORIGIN = 'the line';
let mine: Y.Doc;
let theirs: Y.Doc;
let catchingUp: CatchingUp;

const meet = () => Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs), ORIGIN);

beforeEach(() => {
  [mine, theirs] = [new Y.Doc(), new Y.Doc()];
  declareRoots(mine);
  declareRoots(theirs);
  for (const id of ['a', 'b', 'c']) addTask(theirs, id, { kind: 'wait', name: id });
  catchingUp = new CatchingUp(mine, ORIGIN);
  meet();
});

test('what others changed, added and removed is told once', () => {
  catchingUp.begin();
  rename(theirs, { root: 'tasks', id: 'a' }, 'Another name');
  addTask(theirs, 'd', { kind: 'wait', name: 'd' });
  removeTask(theirs, 'b');
  meet();
  assert.deepEqual(catchingUp.end(), { changed: ['a', 'd'], removed: 1 });
  assert.equal(catchingUp.end(), undefined);
});

test('what one did oneself meanwhile, and what came before, is not told', () => {
  catchingUp.begin();
  rename(mine, { root: 'tasks', id: 'a' }, 'My name');
  assert.equal(catchingUp.end(), undefined);
  rename(theirs, { root: 'tasks', id: 'a' }, 'Another name');
  meet();
  catchingUp.begin();
  meet();
  assert.equal(catchingUp.end(), undefined);
});
