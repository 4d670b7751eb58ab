import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { isMistake, withNames } from '../src/designer/problemWords.ts';
import { DocView } from '../src/workflow/docView.ts';
import { declareRoots } from '../src/workflow/roots.ts';
import { writeDocument } from '../src/workflow/writing.ts';

const doc = new Y.Doc();
declareRoots(doc);
const task = (name: string) => ({ kind: 'transform', name, value: 1, position: [0, 0] });
const tasks = { ask: task('Ask them'), text: task('Read the text') };
writeDocument(doc, { schema: 1, name: 'Names', tasks }, 1);
const view = new DocView(doc);

test('problems name tasks as people do', () => {
  const said = withNames(
    'reference.not_upstream',
    '`ask` need not have ended when `text` runs.',
    view,
  );
  const ring = 'These tasks wait for each other: ask → text → gone → ask.';

  assert.equal(said, '“Ask them” need not have ended when “Read the text” runs.');
  assert.equal(
    withNames('graph.cycle', ring, view),
    'These tasks wait for each other: “Ask them” → “Read the text” → gone → “Ask them”.',
  );
});

test('what may be code stays as it is written', () => {
  const message = '`text` is not known; there are `inputs` and `tasks`.';

  assert.equal(withNames('reference.unknown_name', message, view), message);
});

test('that there is no task yet is no mistake of anybody', () => {
  assert.equal(isMistake({ code: 'document.no_tasks' }), false);
  assert.equal(isMistake({ code: 'graph.cycle' }), true);
});
