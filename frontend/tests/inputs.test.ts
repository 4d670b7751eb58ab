import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRun, readWorkflows } from '../src/app/search.ts';
import { inputNames, readInputs, startTexts } from '../src/runs/inputs.ts';
import type { Json } from '../src/workflow/json.ts';

const SCHEMA: Json = {
  type: 'object',
  properties: {
    topic: { type: 'string', default: 'tea' },
    count: { type: 'integer', title: 'How many' },
    tone: { enum: ['dry', 'warm'] },
    rows: { type: 'array', default: [1, 2] },
    any: {},
  },
};

test('fields begin with their defaults, and what they hold reads back as the same', () => {
  const texts = startTexts(SCHEMA);

  assert.deepEqual(texts, { topic: 'tea', count: '', tone: 'dry', rows: '[1,2]', any: '' });
  assert.deepEqual(readInputs(SCHEMA, texts), { topic: 'tea', tone: 'dry', rows: [1, 2] });
});

test('values have the types that the schema names', () => {
  const texts = { topic: '12', count: '12', rows: '["a"]', any: 'plain words' };

  assert.deepEqual(readInputs(SCHEMA, texts), {
    topic: '12',
    count: 12,
    rows: ['a'],
    any: 'plain words',
  });
});

test('what is no value is told by the name that the field shows', () => {
  assert.equal(readInputs(SCHEMA, { count: 'many' }), 'How many must be integer, written as JSON.');
});

test('a schema that is none asks for nothing', () => {
  for (const schema of [undefined, null, true, 'x', [], {}, { properties: 3 }] as const) {
    assert.deepEqual(inputNames(schema as Json | undefined), []);
    assert.deepEqual(readInputs(schema as Json | undefined, {}), {});
  }
});

test('an address says only what a page understands', () => {
  assert.deepEqual(readRun({ tab: 'logs', task: 'plan[0]', other: 1 }), {
    tab: 'logs',
    task: 'plan[0]',
  });
  assert.deepEqual(readRun({ tab: 'nothing', task: ['x'] }), {});
  assert.deepEqual(readWorkflows({ search: 7, archived: 'yes' }), { search: '7' });
});
