import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import * as Y from 'yjs';
import { copyTasks, pasteTasks, readClip } from '../src/workflow/clipboard.ts';
import { DocView } from '../src/workflow/docView.ts';
import type { JsonObject } from '../src/workflow/json.ts';
import { project } from '../src/workflow/projection.ts';
import { declareRoots } from '../src/workflow/roots.ts';
import { writeDocument } from '../src/workflow/writing.ts';

const COUNT = { type: 'integer', default: 200 };
const TOPIC = { type: 'string' };
const STARTER: JsonObject = {
  schema: 1,
  name: 'Orders',
  inputs: {
    type: 'object',
    properties: { count: COUNT, topic: TOPIC },
    required: ['topic'],
  },
  outputs: { text: '{{ tasks.count.output }}' },
  tasks: {
    count: { kind: 'transform', name: 'Count it', value: '{{ inputs.count }}' },
    say: { kind: 'transform', name: 'Say it', value: 'done', depends_on: ['count'] },
  },
};
let view: DocView;

function begin(document: JsonObject): void {
  const doc = new Y.Doc();
  declareRoots(doc);
  writeDocument(doc, { schema: 1, name: 'Here', ...document }, 1);
  view = new DocView(doc);
}

function paste(text: string): void {
  const clip = readClip(text);
  assert.ok(clip);
  pasteTasks(view, clip, { x: 0, y: 0 });
}

beforeEach(() => begin({ tasks: {} }));

test('a whole workflow brings its inputs and outputs, and the outputs follow the new ids', () => {
  paste(JSON.stringify(STARTER));

  const { inputs, outputs } = project(view.doc);
  const counts = view.ids('tasks').find((id) => view.entry('tasks', id)?.name === 'Count it');
  assert.deepEqual(inputs, STARTER.inputs);
  assert.deepEqual(outputs, { text: `{{ tasks.${counts}.output }}` });
});

test('what is declared here stays as it is', () => {
  const own = { type: 'object', properties: { count: { type: 'string' } }, required: ['count'] };
  begin({ tasks: {}, inputs: own, outputs: { mine: 1 } });

  paste(JSON.stringify(STARTER));

  const { inputs, outputs } = project(view.doc);
  assert.deepEqual(inputs, {
    type: 'object',
    properties: { count: { type: 'string' }, topic: TOPIC },
    required: ['count', 'topic'],
  });
  assert.deepEqual(outputs, { mine: 1 });
});

test('copied tasks bring the inputs that they read, and no others', () => {
  begin(STARTER);
  const copied = copyTasks(view, ['count']);
  const silent = copyTasks(view, ['say']);
  begin({ tasks: {} });

  paste(silent);
  assert.equal(project(view.doc).inputs, undefined);
  paste(copied);
  assert.deepEqual(project(view.doc).inputs, { type: 'object', properties: { count: COUNT } });
});

test('an input whose name begins as another one is not brought with it', () => {
  const properties = { user: TOPIC, user_id: TOPIC, 'the-day': TOPIC, when: TOPIC };
  const value = `{{ inputs.user_id }} {{ inputs['the-day'] }} {{ inputs["when"] }}`;
  begin({
    inputs: { type: 'object', properties, required: ['user'] },
    tasks: { say: { kind: 'transform', value } },
  });
  const copied = copyTasks(view, ['say']);
  begin({ tasks: {} });

  paste(copied);

  const { user, ...read } = properties;
  assert.deepEqual(project(view.doc).inputs, { type: 'object', properties: read });
});

for (const inputs of [7, 'x', [], { properties: 7 }, { properties: { a: 1 }, required: 7 }]) {
  test(`foreign text does not break it: ${JSON.stringify(inputs)}`, () => {
    paste(JSON.stringify({ tasks: STARTER.tasks, inputs, outputs: inputs }));

    assert.equal(Object.keys(project(view.doc).tasks as object).length, 2);
  });
}
