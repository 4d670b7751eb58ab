import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRun, readWorkflows } from '../src/app/search.ts';
import {
  choicesWith,
  inputNames,
  readInputs as read,
  startTexts,
  type Texts,
  turned,
} from '../src/runs/inputs.ts';
import type { Json } from '../src/workflow/json.ts';

const readInputs = (schema: Json | undefined, texts: Texts) =>
  read(schema, { is: 'fields', texts });

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
  assert.equal(
    readInputs(SCHEMA, { count: 'many' }),
    'How many must be integer, written as JSON: 3',
  );
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

test('inputs can be written as JSON, and come back into their fields', () => {
  const json = turned(SCHEMA, { is: 'fields', texts: { topic: 'tea', count: '2', rows: '[1]' } });

  assert.ok(typeof json !== 'string' && json.is === 'json');
  assert.deepEqual(read(SCHEMA, json), { topic: 'tea', count: 2, rows: [1] });
  assert.deepEqual(turned(SCHEMA, json), {
    is: 'fields',
    texts: { topic: 'tea', count: '2', tone: '', rows: '[1]', any: '' },
  });
});

test('what no field can hold stays JSON, and says so', () => {
  const more = { is: 'json', text: '{"other": 1}' } as const;

  assert.deepEqual(read(SCHEMA, more), { other: 1 });
  assert.equal(turned(SCHEMA, more), 'The form has no field for “other”.');
  assert.match(String(read(SCHEMA, { is: 'json', text: '{' })), /^This is no JSON/);
  assert.match(String(read(SCHEMA, { is: 'json', text: '[]' })), /^Inputs are an object/);
});

test('where nothing is proposed for a field it is empty, and no word stands for that', () => {
  const properties = { text: { type: 'string', default: null }, any: { default: null } };

  assert.deepEqual(startTexts({ properties }), { text: '', any: '' });
});

test('a choice shows what it holds, also when that is none of its values', () => {
  assert.deepEqual(choicesWith('b', ['a', 'b']), ['a', 'b']);
  assert.deepEqual(choicesWith('2', [1, 2]), ['1', '2']);
  assert.deepEqual(choicesWith('gone', ['a', 'b']), ['gone', 'a', 'b']);
});
