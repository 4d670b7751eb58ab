import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as Y from 'yjs';
import { offerAt, type Writing, withName } from '../src/editor/completing.ts';
import { visibleNames } from '../src/editor/visibleNames.ts';
import { DocView } from '../src/workflow/docView.ts';
import { declareRoots } from '../src/workflow/roots.ts';
import { writeDocument } from '../src/workflow/writing.ts';

const NAMES = [
  { label: 'inputs.topic', path: 'inputs.topic', detail: 'string' },
  { label: 'Collect sources', path: 'tasks.collect_x1.output', detail: 'collect_x1' },
  { label: 'Rank', path: 'tasks.rank_9z.output', detail: 'rank_9z' },
];

function offered(text: string, writing: Writing = 'template', isAsked = false) {
  const at = text.includes('|') ? text.indexOf('|') : text.length;
  const offer = offerAt(text.replace('|', ''), at, writing, NAMES, isAsked);
  return offer && { from: offer.from, labels: offer.names.map(({ label }) => label) };
}

describe('what is offered', () => {
  test('two braces offer everything, text outside of them nothing', () => {
    assert.equal(offered('about {{')?.labels.length, 3);
    assert.equal(offered('about {{ ')?.labels.length, 3);
    assert.equal(offered('about '), undefined);
    assert.equal(offered('{{ inputs.topic }} and R'), undefined);
  });

  test('names of tasks are found by their words, ids by their path', () => {
    assert.deepEqual(offered('{{ collect so'), { from: 3, labels: ['Collect sources'] });
    assert.deepEqual(offered('{{ tasks.rank'), { from: 3, labels: ['Rank'] });
    assert.deepEqual(offered('{{ inputs.topic and Coll'), {
      from: 20,
      labels: ['Collect sources'],
    });
  });

  test('inside of JSON the braces count, not the quotes around them', () => {
    assert.deepEqual(offered('{"a": "{{ ra|"}')?.labels, ['Rank']);
    assert.equal(offered('{"ra|": 1}'), undefined);
  });

  test('a condition is an expression from its beginning, but not inside of its texts', () => {
    assert.deepEqual(offered('Rank', 'condition')?.labels, ['Rank']);
    assert.deepEqual(offered('not ra', 'condition'), { from: 4, labels: ['Rank'] });
    assert.equal(offered('inputs.topic == "ra', 'condition'), undefined);
    assert.equal(offered('', 'condition'), undefined);
    assert.equal(offered('', 'condition', true)?.labels.length, 3);
  });

  test('what stands there wholly is offered no more, nor is anything after it', () => {
    assert.equal(offered('{{ tasks.rank_9z.output'), undefined);
    assert.equal(offered('{{ tasks.rank_9z.output '), undefined);
  });
});

describe('what is written', () => {
  const written = (text: string, from: number, writing: Writing = 'template') => {
    const to = text.indexOf('|');
    return withName(text.replace('|', ''), { from, to }, 'inputs.topic', writing);
  };

  test('the name replaces what was typed, and open braces are closed', () => {
    assert.deepEqual(written('{{|', 2), { text: '{{ inputs.topic }}', at: 18 });
    assert.deepEqual(written('{{ to| }}!', 3), { text: '{{ inputs.topic }}!', at: 15 });
    assert.equal(written('{{ to| {{ a }}', 3).text, '{{ inputs.topic }} {{ a }}');
  });

  test('a condition needs no braces', () => {
    assert.equal(written('not to|', 4, 'condition').text, 'not inputs.topic');
  });
});

describe('which names can be seen', () => {
  const doc = new Y.Doc();
  declareRoots(doc);
  const tasks = {
    early_1: { kind: 'wait', name: 'Early' },
    many: { kind: 'map', name: 'Many', depends_on: ['early_1'] },
    inside: { kind: 'wait', name: 'Inside', parent: 'many' },
    after: { kind: 'wait', name: 'After', depends_on: ['many'] },
  };
  const inputs = { type: 'object', properties: { topic: { type: 'string' } } };
  writeDocument(doc, { schema: 1, name: 'Names', inputs, tasks }, 1);
  const view = new DocView(doc);
  const labels = (scope: object) => visibleNames(view, scope).map(({ label }) => label);

  test('a task sees inputs and what surely ended before, by name, with the id beside it', () => {
    assert.deepEqual(labels({ task: 'after' }), ['inputs.topic', 'Early', 'Many']);
    assert.deepEqual(visibleNames(view, { task: 'many' })[1], {
      label: 'Early',
      path: 'tasks.early_1.output',
      detail: 'early_1',
    });
  });

  test('what stands inside sees the round, and so does a result of the container', () => {
    assert.deepEqual(labels({ task: 'inside' }), ['inputs.topic', 'Early', 'item', 'index']);
    assert.deepEqual(labels({ task: 'many', isInner: true }), [
      'inputs.topic',
      'Early',
      'Inside',
      'item',
      'index',
    ]);
  });

  test('the outputs of the workflow see all outside of containers', () => {
    assert.deepEqual(labels({ isOutputs: true }), ['inputs.topic', 'After', 'Early', 'Many']);
  });
});
