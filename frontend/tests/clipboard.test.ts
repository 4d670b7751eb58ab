import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import * as Y from 'yjs';
import { copyTasks, pasteTasks, readClip } from '../src/workflow/clipboard.ts';
import { DocView } from '../src/workflow/docView.ts';
import type { JsonObject } from '../src/workflow/json.ts';
import { ID } from '../src/workflow/layout.ts';
import { project } from '../src/workflow/projection.ts';
import { declareRoots } from '../src/workflow/roots.ts';
import { writeDocument } from '../src/workflow/writing.ts';

const START: JsonObject = {
  schema: 1,
  name: 'Orders',
  tasks: {
    ask: { kind: 'agent', name: 'Ask', position: [100, 40], input: { prompt: 'Hello' } },
    tell: {
      kind: 'transform',
      name: 'Tell',
      position: [400, 40],
      value: { text: '{{ tasks.ask.output }} and {{ tasks.asked.output }}' },
      depends_on: ['ask'],
    },
    each: { kind: 'map', name: 'Each', over: [1], position: [0, 300] },
    inner: { kind: 'wait', duration_s: 1, parent: 'each', position: [20, 60] },
  },
};
let view: DocView;

beforeEach(() => {
  const doc = new Y.Doc();
  declareRoots(doc);
  writeDocument(doc, START, 1);
  view = new DocView(doc);
});

function tasks(): Record<string, JsonObject> {
  return project(view.doc).tasks as Record<string, JsonObject>;
}

function paste(text: string, keepsIncoming = false): readonly string[] {
  const clip = readClip(text);
  assert.ok(clip);
  return pasteTasks(view, clip, { x: 0, y: 0 }, keepsIncoming);
}

test('copies of tasks whose names differ in a number alone have names of their own', () => {
  const wait = { kind: 'wait', duration_s: 1 };
  const ids = paste(
    JSON.stringify({ tasks: { a: { ...wait, name: 'Ask' }, b: { ...wait, name: 'Ask 2' } } }),
  );
  const again = paste(copyTasks(view, ids));

  assert.equal(new Set(Object.values(tasks()).map(({ name }) => name)).size, 4 + 2 * 2);
  assert.deepEqual(
    [...ids, ...again].map((id) => tasks()[id]?.name),
    ['Ask 2', 'Ask 3', 'Ask 4', 'Ask 5'],
  );
});

test('what is pasted has new ids, numbered names, and its references follow', () => {
  const [ask, tell] = paste(copyTasks(view, ['ask', 'tell']));

  const pasted = tasks()[tell ?? ''];
  assert.match(tell ?? '', ID);
  assert.deepEqual(pasted?.depends_on, [ask]);
  assert.deepEqual(pasted?.value, {
    text: `{{ tasks.${ask}.output }} and {{ tasks.asked.output }}`,
  });
  assert.equal(pasted?.name, 'Tell 2');
  assert.equal(tasks()[ask ?? '']?.name, 'Ask 2');
});

test('edges from outside are kept only when asked for', () => {
  const text = copyTasks(view, ['tell']);

  const [without] = paste(text);
  const [withThem] = paste(text, true);

  assert.equal(tasks()[without ?? '']?.depends_on, undefined);
  assert.deepEqual(tasks()[withThem ?? '']?.depends_on, ['ask']);
});

test('a container takes along what stands in it', () => {
  const ids = paste(copyTasks(view, ['each']));

  const copies = ids.map((id) => tasks()[id]);
  const container = ids.find((id) => tasks()[id]?.kind === 'map');
  assert.equal(copies.length, 2);
  assert.equal(copies.find((task) => task?.kind === 'wait')?.parent, container);
  assert.deepEqual(copies.find((task) => task?.kind === 'wait')?.position, [20, 60]);
});

test('a paste is where it was asked for, and keeps distances', () => {
  const [ask, tell] = paste(copyTasks(view, ['ask', 'tell']));

  assert.deepEqual(tasks()[ask ?? '']?.position, [0, 0]);
  assert.deepEqual(tasks()[tell ?? '']?.position, [300, 0]);
});

test('a whole workflow document can be pasted, and anything else is no clip', () => {
  assert.ok(readClip(JSON.stringify(START)));
  for (const text of ['', 'hello', '{}', '[]', '{"tasks": {}}', '{"tasks": {"a": 1}}']) {
    assert.equal(readClip(text), undefined, text);
  }
});

test('the view keeps the identity of what did not change and tells of what did', () => {
  const heard: string[] = [];
  for (const topic of ['tasks', 'tasks/ask', 'tasks/tell', 'tasks/*', 'edges'] as const) {
    view.subscribe(topic, () => heard.push(topic));
  }
  const [ask, tell] = [view.entry('tasks', 'ask'), view.entry('tasks', 'tell')];

  (view.doc.getMap('tasks').get('ask') as Y.Map<unknown>).set('name', 'Other');

  assert.deepEqual(heard, ['tasks/ask', 'tasks/*']);
  assert.notEqual(view.entry('tasks', 'ask'), ask);
  assert.equal(view.entry('tasks', 'tell'), tell);
  assert.equal(view.entry('tasks', 'ask')?.name, 'Other');
});

test('the view leaves out edges that lost a task, and shows them as dangling', () => {
  view.doc.getMap('tasks').delete('ask');

  assert.deepEqual(view.edges(), []);
  assert.deepEqual(view.danglingEdges(), [{ source: 'ask', target: 'tell' }]);
});

test('copies never lie on one another, nor on what stands there', () => {
  const text = copyTasks(view, ['ask']);
  const clip = readClip(text);
  assert.ok(clip);

  const ids = [paste(text), paste(text), pasteTasks(view, clip, 'beside')];
  ids.push(pasteTasks(view, clip, 'beside'));

  const places = ids.flat().map((id) => String(tasks()[id]?.position));
  assert.deepEqual(places, ['0,0', '24,24', '124,64', '148,88']);
});

test('a duplicate stays in its container', () => {
  const clip = readClip(copyTasks(view, ['inner']));
  assert.ok(clip);

  const [id] = pasteTasks(view, clip, 'beside');

  assert.equal(tasks()[id ?? '']?.parent, 'each');
  assert.deepEqual(tasks()[id ?? '']?.position, [44, 84]);
});

test('tasks written without places lie apart once they are pasted', () => {
  const first = { kind: 'wait', duration_s: 1 };
  const text = JSON.stringify({ tasks: { first, after: { ...first, depends_on: ['first'] } } });

  const ids = paste(text);

  const [[x = 0] = [], [right = 0] = []] = ids.map((id) => tasks()[id]?.position as number[]);
  assert.ok(right > x + 216);
});
