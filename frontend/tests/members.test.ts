import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Writing, withName } from '../src/editor/completing.ts';
import { merged } from '../src/editor/memberNames.ts';
import { memberPlaceAt, pathOf, writtenPath } from '../src/editor/memberPlace.ts';
import { OutputShapes, type Shaped } from '../src/editor/outputShapes.ts';
import { memberPart, membersOf, partOf, typeOf } from '../src/editor/schemaMembers.ts';
import { isObject, type Json, type JsonObject } from '../src/workflow/json.ts';

function place(text: string, writing: Writing = 'template') {
  const found = memberPlaceAt(text, text.length, writing);
  return found && [writtenPath(found), found.typed, text.slice(found.from)];
}

describe('where something of a value is named', () => {
  test('behind a dot after what a task gave, also through lists and other keys', () => {
    assert.deepEqual(place('{{ tasks.a.output.'), ['tasks.a.output', '', '.']);
    assert.deepEqual(place('x {{ 1 + tasks.a.output.rows[0].ti'), [
      'tasks.a.output.rows[0]',
      'ti',
      '.ti',
    ]);
    assert.deepEqual(place("{{ inputs.a['first name'].x"), ["inputs.a['first name']", 'x', '.x']);
    assert.deepEqual(place('item.na', 'condition'), ['item', 'na', '.na']);
    assert.deepEqual(place('{{ tasks.a.'), ['tasks.a', '', '.']);
  });

  test('not in the names themselves, outside of expressions, or in texts of them', () => {
    for (const text of [
      '{{ tasks.a',
      '{{ inputs.to',
      '{{ other.x',
      'tasks.a.output.x',
      '{{ "item.x',
    ])
      assert.equal(place(text), undefined, text);
  });

  test('a text that is one path and nothing else', () => {
    assert.deepEqual(pathOf(' {{ tasks.a.output[1] }}'), {
      root: 'tasks',
      keys: ['a', 'output', 1],
    });
    assert.equal(pathOf('{{ tasks.a.output | length }}'), undefined);
    assert.equal(pathOf('{{ item }}!'), undefined);
  });

  test('what is chosen takes the place of the dot', () => {
    const text = '{{ tasks.a.output.fi';
    const written = withName(text, { from: 17, to: text.length }, "['first name']", 'template');
    assert.equal(written.text, "{{ tasks.a.output['first name'] }}");
  });
});

describe('what a schema lets a value hold', () => {
  const schema = {
    $defs: { row: { type: 'object', properties: { id: { type: 'integer' } } } },
    allOf: [{ properties: { rows: { type: 'array', items: { $ref: '#/$defs/row' } } } }],
    properties: { title: { type: ['string', 'null'] } },
  };

  test('properties, also those of parts that are joined or referred to', () => {
    const part = partOf(schema);
    assert.deepEqual(membersOf(part), [
      { key: 'title', type: 'string or null' },
      { key: 'rows', type: 'array' },
    ]);
    const row = memberPart(memberPart(part, 'rows'), 3);
    assert.deepEqual(membersOf(row), [{ key: 'id', type: 'integer' }]);
  });

  test('a reference in a circle ends', () => {
    assert.deepEqual(membersOf(partOf({ $ref: '#' })), []);
  });
});

test('a reference that nobody can decode refers to nothing', () => {
  assert.deepEqual(membersOf(partOf({ $ref: '#/$defs/100%' })), []);
});

test('tasks that hold each other many times over are looked at for a moment only', () => {
  const keys = Array.from({ length: 12 }, (_, at) => `k${at}`);
  const holding = (at: number) =>
    Object.fromEntries(keys.map((key) => [key, `{{ tasks.t${at - 1}.output }}`]));
  const shapes = new OutputShapes(
    {
      inputs: undefined,
      outputs: undefined,
      task: (id) => ({ kind: 'transform', value: holding(Number(id.slice(1))) }),
      lastIn: () => [],
    },
    { returnsOf: () => undefined, workflow: () => undefined },
  );
  const started = performance.now();
  const found = shapes.at({ root: 'tasks', keys: ['t20', 'output'] }, {});

  assert.equal(membersOf(found).length, keys.length);
  assert.ok(performance.now() - started < 1_000);
});

describe('what names of a document stand for', () => {
  const tasks: JsonObject = {
    plan: {
      kind: 'agent',
      output_schema: { properties: { topics: { items: { type: 'string' } } } },
    },
    many: { kind: 'map', over: '{{ tasks.plan.output.topics }}' },
    fetch: { kind: 'http', parent: 'many' },
    tell: {
      kind: 'transform',
      value: {
        all: '{{ tasks.many.output }}',
        n: 1,
        said: 'a {{ item }}',
        len: '{{ x | length }}',
      },
    },
    count: { kind: 'function', function: 'text.count' },
    other: { kind: 'workflow', workflow: 'sales' },
    again: { kind: 'loop', until: 'true', result: { score: '{{ previous.score }}', best: 2 } },
    judge: { kind: 'transform', parent: 'again', value: 1 },
    ring: { kind: 'transform', value: '{{ tasks.ring.output }}' },
  };
  const inputs: Json = { properties: { who: { properties: { name: { type: 'string' } } } } };
  const document = (given: Partial<Shaped>): Shaped => ({
    inputs,
    outputs: undefined,
    task: (id) => (isObject(tasks[id]) ? tasks[id] : undefined),
    lastIn: (container) => (container === 'many' ? ['fetch'] : []),
    ...given,
  });
  const shapes = new OutputShapes(document({}), {
    returnsOf: () => ({ type: 'integer' }),
    workflow: () => document({ outputs: { total: '{{ tasks.count.output }}' } }),
  });
  const members = (path: string, scope = {}) => {
    const found = pathOf(`{{ ${path} }}`);
    return Object.fromEntries(
      membersOf(found && shapes.at(found, scope)).map(({ key, type }) => [key, type]),
    );
  };

  test('inputs and declared outputs', () => {
    assert.deepEqual(members('inputs.who'), { name: 'string' });
    assert.deepEqual(members('tasks.plan.output'), { topics: 'array' });
    assert.deepEqual(members('tasks.plan'), {
      output: '',
      status: 'string',
      cost_usd: 'number',
      duration_s: 'number',
    });
  });

  test('what kinds, functions and other workflows give', () => {
    assert.deepEqual(members('tasks.many.output[0]'), {
      status: 'integer',
      headers: 'object',
      body: '',
    });
    assert.deepEqual(members('tasks.other.output'), { total: 'integer' });
  });

  test('what a setting builds, through its own paths', () => {
    assert.deepEqual(members('tasks.tell.output'), {
      all: 'array',
      n: 'number',
      said: 'string',
      len: '',
    });
    assert.deepEqual(members('tasks.tell.output.all[2]'), {
      status: 'integer',
      headers: 'object',
      body: '',
    });
  });

  test('the item of a map, the turn before in a loop, and what goes round in a circle', () => {
    const item = shapes.at({ root: 'item', keys: [] }, { task: 'fetch' });
    assert.equal(typeOf(item), 'string');
    assert.deepEqual(members('previous', { task: 'judge' }), { score: '', best: 'number' });
    assert.deepEqual(members('tasks.ring.output'), {});
  });
});

test('schema and data together: types of one, values of the other', () => {
  const found = merged(
    [
      { key: 'title', type: 'string' },
      { key: 'any', type: '' },
    ],
    [
      { key: 'title', name: 'title', type: 'text', value: 'Tea' },
      { key: 'any', name: 'any', type: 'number', value: '3' },
      { key: 'first name', name: 'first name', type: 'text', value: 'x'.repeat(40) },
    ],
    '',
  );
  assert.deepEqual(found, [
    { label: 'any', path: '.any', detail: 'number · 3' },
    { label: 'first name', path: "['first name']", detail: `text · “${'x'.repeat(32)}…”` },
    { label: 'title', path: '.title', detail: 'string · “Tea”' },
  ]);
  assert.deepEqual(
    merged([{ key: 0, type: 'object' }], [], '').map(({ path }) => path),
    ['[0]'],
  );
  assert.deepEqual(
    merged(
      [
        { key: 'title', type: '' },
        { key: 'it', type: '' },
      ],
      [],
      'it',
    ).map(({ label }) => label),
    ['it', 'title'],
  );
});
