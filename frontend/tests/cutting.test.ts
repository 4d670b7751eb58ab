import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { frameNode } from '../src/canvas/frames.ts';
import { noteNode } from '../src/canvas/shapes.ts';
import { Designer } from '../src/designer/designer.ts';
import { cutSelected } from '../src/designer/editing.ts';
import { readClip } from '../src/workflow/clipboard.ts';
import { viewOf } from './extracted.ts';

function designerOf(view: ReturnType<typeof viewOf>): Designer {
  const undo = new Y.UndoManager(view.doc);
  const state = { get: () => ({ role: 'editor', line: { is: 'open' } }) };
  const presence = { show: () => {} };
  return new Designer({ doc: view.doc, view, undo, state } as never, presence as never, [], 'w');
}

test('cutting a frame takes its tasks along, and leaves the notes that are not copied', () => {
  const wait = { kind: 'wait', duration_s: 1, position: [0, 0] };
  const view = viewOf(
    { a: { ...wait, group: 'g' }, b: { ...wait, group: 'g' }, c: wait },
    { groups: { g: { name: 'Pair' } }, notes: { n: { text: 'Why', position: [0, 0] } } },
  );
  const designer = designerOf(view);
  designer.select([frameNode('g'), noteNode('n')]);

  const clip = readClip(cutSelected(designer) ?? '');

  assert.deepEqual(Object.keys(clip?.tasks ?? {}), ['a', 'b']);
  assert.deepEqual(view.ids('tasks'), ['c']);
  assert.deepEqual([view.ids('groups'), view.ids('notes')], [[], ['n']]);
});
