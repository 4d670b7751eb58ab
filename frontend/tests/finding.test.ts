import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import * as Y from 'yjs';
import { holding, textsOf } from '../src/designer/finding.ts';
import { addNote } from '../src/workflow/commands.ts';
import { DocView } from '../src/workflow/docView.ts';
import { addGroup } from '../src/workflow/groups.ts';
import { declareRoots } from '../src/workflow/roots.ts';
import { writeDocument } from '../src/workflow/writing.ts';

let view: DocView;

beforeEach(() => {
  const doc = new Y.Doc();
  declareRoots(doc);
  writeDocument(
    doc,
    {
      schema: 1,
      name: 'W',
      tasks: {
        ask: {
          kind: 'agent',
          name: 'Ask',
          input: { prompt: 'Summarise the filings' },
          position: [7, 9],
        },
        filings: { kind: 'wait', name: 'Filings', duration_s: 5, position: [0, 0] },
      },
    },
    1,
  );
  addGroup(doc, 'g', { name: 'Filings of 2026', at: { x: 0, y: 0 } }, []);
  addNote(doc, 'n', { x: 0, y: 0 }, 'Remember the filings\nand the rest');
  view = new DocView(doc);
});

test('prompts, names and notes are found, names first, each with what stands around it', () => {
  assert.deepEqual(
    holding(textsOf(view), 'FILINGS').map(({ key, about }) => [key, about]),
    [
      ['group:g', 'group'],
      ['filings', ''],
      ['note:n', 'Remember the filings and the rest'],
      ['ask', 'input.prompt: Summarise the filings kind: agent'],
    ],
  );
});

test('where something lies on the canvas is not looked through', () => {
  assert.deepEqual(holding(textsOf(view), 'position'), []);
});

test('nothing wanted finds all, as they stand', () => {
  assert.equal(holding(textsOf(view), '').length, 4);
});
