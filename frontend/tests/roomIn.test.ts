import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { DocView } from '../src/workflow/docView.ts';
import { roomIn } from '../src/workflow/roomIn.ts';
import { declareRoots } from '../src/workflow/roots.ts';
import { writeDocument } from '../src/workflow/writing.ts';

const SIZE = { width: 216, height: 72 };
const EDGE = { source: 'a', target: 'b' };

/** a → b → c in a row, d beside them; each as far right as given. */
function row(b: number, c: number): DocView {
  const doc = new Y.Doc();
  declareRoots(doc);
  const wait = { kind: 'wait', duration_s: 1 };
  writeDocument(
    doc,
    {
      schema: 1,
      name: 'Row',
      tasks: {
        a: { ...wait, position: [0, 0] },
        b: { ...wait, depends_on: ['a'], position: [b, 0] },
        c: { ...wait, depends_on: ['b'], position: [c, 0] },
        d: { ...wait, position: [b, 200] },
      },
    },
    1,
  );
  return new DocView(doc);
}

test('where there is no room, all that comes after moves on by what is missing', () => {
  const { at, moved } = roomIn(row(256, 512), EDGE, { x: 128, y: 0 }, SIZE);
  assert.deepEqual(at, { x: 256, y: 0 });
  assert.deepEqual(
    [...moved],
    [
      ['b', { x: 512, y: 0 }],
      ['c', { x: 768, y: 0 }],
    ],
  );
});

test('where there is room enough, nothing moves', () => {
  const { at, moved } = roomIn(row(600, 900), EDGE, { x: 300, y: 8 }, SIZE);
  assert.deepEqual(at, { x: 300, y: 8 });
  assert.equal(moved.size, 0);
});

test('with room that is only not where it was asked for, the card gives way', () => {
  const { at, moved } = roomIn(row(600, 900), EDGE, { x: 400, y: 0 }, SIZE);
  assert.deepEqual(at, { x: 344, y: 0 });
  assert.equal(moved.size, 0);
});

test('an edge that leads back moves nothing', () => {
  const { at, moved } = roomIn(row(-400, 0), EDGE, { x: -100, y: 0 }, SIZE);
  assert.deepEqual(at, { x: -100, y: 0 });
  assert.equal(moved.size, 0);
});
