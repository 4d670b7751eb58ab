import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesBetween, tellEdits } from '../src/workflow/changes.ts';
import type { JsonObject } from '../src/workflow/json.ts';
import { inWords } from '../src/workflow/settingsChanged.ts';

const documentOf = (tasks: JsonObject): JsonObject => ({ schema: 1, name: 'A', tasks });
const BEFORE = documentOf({
  ask: { kind: 'agent', agent: 'writer', input: { prompt: 'Tea?' }, depends_on: ['a', 'b'] },
  tell: { kind: 'transform', value: { said: [1, 2] } },
  gone: { kind: 'wait', seconds: 1 },
});

function changed(tasks: JsonObject): Record<string, readonly string[]> {
  return Object.fromEntries(changesBetween(BEFORE, documentOf(tasks)));
}

const ASK = (BEFORE.tasks as JsonObject).ask as JsonObject;
const TELL = (BEFORE.tasks as JsonObject).tell as JsonObject;

test('the settings that differ are named, task by task', () => {
  assert.deepEqual(
    changed({ ask: { ...ASK, input: { prompt: 'Coffee?' }, timeout_s: 5 }, tell: TELL }),
    { ask: ['input', 'timeout_s'] },
  );
});

test('a setting that was taken away differs, too', () => {
  const { agent: _, ...rest } = ASK;

  assert.deepEqual(changed({ ask: rest }), { ask: ['agent'] });
});

test('names and places, the order of keys and of what is waited for say nothing', () => {
  const { kind, ...rest } = ASK;

  assert.deepEqual(
    changed({
      ask: { ...rest, kind: kind ?? '', name: 'Ask', position: [8, 8], depends_on: ['b', 'a'] },
      tell: { ...TELL, description: 'Tells.' },
    }),
    {},
  );
});

test('order in a list is a difference', () => {
  assert.deepEqual(changed({ tell: { ...TELL, value: { said: [2, 1] } } }), { tell: ['value'] });
});

test('tasks that were not part of it did not change', () => {
  assert.deepEqual(changed({ fresh: { kind: 'wait', seconds: 2 } }), {});
});

test('a task by the name of a prototype is a task', () => {
  const tasks = JSON.parse('{"__proto__": {"kind": "wait"}, "toString": {"kind": "wait"}}');

  assert.deepEqual([...changesBetween(documentOf(tasks), documentOf(tasks))], []);
});

test('many settings are told in few words', () => {
  assert.equal(inWords(['input', 'timeout_s']), 'input, timeout s');
  assert.equal(inWords(['a', 'b', 'c', 'd', 'e']), 'a, b, c and 2 more');
});

test('what somebody edited is told by the names of tasks, with places and names, too', () => {
  const { gone: _, ...others } = BEFORE.tasks as JsonObject;
  const after = {
    ...documentOf({
      ...others,
      tell: { ...TELL, name: 'Tell all', position: [8, 8] },
      fresh: { kind: 'wait', name: 'Rest' },
    }),
    name: 'B',
  };

  assert.deepEqual(tellEdits(BEFORE, after), [
    'Tell all: name, position',
    'gone: removed',
    'Rest: added',
    'The workflow itself: name',
  ]);
});
