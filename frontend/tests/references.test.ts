import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathInWords, referencesIn, rewriteReferences } from '../src/workflow/references.ts';

const read = (text: string, isCondition = false) =>
  referencesIn(text, isCondition).map(({ root, path }) => [root, ...path].join('/'));

test('references are found with their keys, in braces and in brackets', () => {
  assert.deepEqual(read('Hi {{ inputs.name }}, {{ tasks.a.output.items[0]["x y"] | upper }}!'), [
    'inputs/name',
    'tasks/a/output/items/0/x y',
  ]);
  assert.deepEqual(read("tasks['a'].output > 3 and item.x in inputs.list", true), [
    'tasks/a/output',
    'item/x',
    'inputs/list',
  ]);
  assert.deepEqual(read('{{ {"a": {"b": item}}}} and {{ inputs[item].x }}'), [
    'item',
    'inputs',
    'item',
  ]);
});

test('what only looks like a reference is none', () => {
  assert.deepEqual(read('tasks.a.output {{ "tasks.a.output }}" }} {# inputs.x #}'), []);
  assert.deepEqual(read('{% raw %}{{ inputs.x }}{% endraw %}{{ inputs.y }}'), ['inputs/y']);
  assert.deepEqual(read("{{ x.item | map(item='a') | default(item=1) }}"), []);
  assert.deepEqual(read('{{ inputs.a is not item }}'), ['inputs/a']);
});

test('variables of loops in the text hide names until the loop ends', () => {
  assert.deepEqual(
    read('{% for item, index in tasks.a.output if item.ok %}{{ item }}{% endfor %}{{ item }}'),
    ['tasks/a/output', 'item'],
  );
});

test('changing them leaves all else as it is', () => {
  const change = (text: string) =>
    rewriteReferences(text, false, ({ root, path }) =>
      root === 'tasks' && path[0] === 'a' ? { keys: 2, by: 'inputs.a' } : undefined,
    );

  assert.equal(
    change(
      "tasks.a.output: {{ tasks.a.output.x }} {{- tasks['a'][ 'output' ] ~ 'tasks.a.output' -}}",
    ),
    "tasks.a.output: {{ inputs.a.x }} {{- inputs.a ~ 'tasks.a.output' -}}",
  );
  for (const text of ['', '{{', '{{ x', '{% for', '{% raw %}{{ tasks.a.output }}', "{{ 'a"]) {
    assert.equal(change(text), text);
  }
});

test('paths are written so that they can be read', () => {
  const [reference] = referencesIn(pathInWords('inputs', "it's a \\ key"), true);
  assert.deepEqual(reference?.path, ["it's a \\ key"]);
  assert.equal(pathInWords('inputs', 'a'), 'inputs.a');
});
