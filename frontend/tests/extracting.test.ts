import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as Y from 'yjs';
import { LOCAL_EDIT } from '../src/workflow/commands.ts';
import { isObject, type JsonObject } from '../src/workflow/json.ts';
import { canonicalText } from '../src/workflow/normalising.ts';
import { project } from '../src/workflow/projection.ts';
import { rootOf } from '../src/workflow/roots.ts';
import { outputsOf } from './evaluating.ts';
import {
  edgesOf,
  extract,
  randomView,
  roleOf,
  seeded,
  someOf,
  tasksRead,
  viewOf,
} from './extracted.ts';
import { EXTRACTED, makeExtractions } from './made-extractions.ts';

const say = (value: string, depends_on: readonly string[] = [], more: JsonObject = {}) => ({
  kind: 'transform',
  value,
  depends_on,
  position: [0, 0],
  ...more,
});
const CHAIN = {
  fetch: say('{{ inputs.url }}'),
  clean: say('{{ tasks.fetch.output.rows }} for {{ inputs.url }}', ['fetch']),
  count: say('{{ tasks.clean.output | length }} in {{ execution.id }}', ['clean']),
  report: say('{{ tasks.count.output }} of {{ tasks.clean.status }}', ['count']),
};

test('what crosses the border becomes inputs and outputs, and both sides follow', () => {
  const { plan, caller, called } = extract(viewOf(CHAIN), ['clean', 'count']);

  assert.deepEqual([...plan.blockers, ...plan.notes], []);
  assert.deepEqual(called, {
    schema: 1,
    name: 'Part',
    inputs: {
      type: 'object',
      properties: {
        fetch: { description: 'what “fetch” gives' },
        url: { description: 'the input of the same name' },
        execution_id: { description: 'the execution around it' },
      },
      required: ['execution_id', 'fetch', 'url'],
    },
    tasks: {
      clean: {
        kind: 'transform',
        value: '{{ inputs.fetch.rows }} for {{ inputs.url }}',
        position: [0, 0],
      },
      count: {
        kind: 'transform',
        value: '{{ tasks.clean.output | length }} in {{ inputs.execution_id }}',
        depends_on: ['clean'],
        position: [0, 0],
      },
    },
    outputs: { count: '{{ tasks.count.output }}', clean_status: '{{ tasks.clean.status }}' },
  });
  const id = plan.call.id;
  const tasks = caller.tasks as Record<string, JsonObject>;
  assert.deepEqual(tasks[id], {
    kind: 'workflow',
    name: 'Part',
    workflow: 'part',
    inputs: {
      fetch: '{{ tasks.fetch.output }}',
      url: '{{ inputs.url | default(null) }}',
      execution_id: '{{ execution.id }}',
    },
    depends_on: ['fetch'],
    position: [0, 0],
  });
  assert.equal(
    tasks.report?.value,
    `{{ tasks.${id}.output.count }} of {{ tasks.${id}.output.clean_status }}`,
  );
  assert.deepEqual(tasks.report?.depends_on, [id]);
});

test('undo brings all of it back in one step', () => {
  const view = viewOf(CHAIN, { outputs: { all: '{{ tasks.count.output }}' } });
  const undo = new Y.UndoManager(
    (['tasks', 'edges', 'workflow'] as const).map((root) => rootOf(view.doc, root)),
    { trackedOrigins: new Set([LOCAL_EDIT]), captureTimeout: 0 },
  );
  const { before, caller } = extract(view, ['clean', 'count']);
  assert.notEqual(canonicalText(caller), canonicalText(before));
  undo.undo();

  assert.equal(canonicalText(project(view.doc)), canonicalText(before));
});

test('a path that leaves and comes back is in the way, and nothing is changed', () => {
  const { plan, before, caller } = extract(viewOf(CHAIN), ['fetch', 'count']);

  assert.match(plan.blockers.join(), /“clean” comes after “fetch” and before “count”/);
  assert.deepEqual(caller, before);
});

test('an outcome that others wait for has to stay', () => {
  const view = viewOf({
    check: { kind: 'branch', cases: [{ name: 'yes', when: 'inputs.a' }] },
    go: say('x', ['check.yes']),
  });

  assert.match(extract(view, ['check']).plan.blockers.join(), /the outcome “yes” of “check”/);
  assert.deepEqual(extract(view, ['check', 'go']).plan.blockers, []);
});

test('one condition to begin under moves to the task; several are in the way', () => {
  const branch = {
    kind: 'branch',
    cases: [
      { name: 'yes', when: 'inputs.a' },
      { name: 'no', when: 'true' },
    ],
  };
  const one = viewOf({
    check: branch,
    a: say('a', ['check.yes']),
    b: say('b', ['a'], { join: 'always' }),
  });
  const { plan } = extract(one, ['a', 'b']);
  assert.deepEqual(plan.blockers, []);
  assert.deepEqual(edgesOf(one), [`check.yes>${plan.call.id}`]);

  const two = viewOf({ check: branch, a: say('a', ['check.yes']), b: say('b', ['check.no']) });
  assert.match(extract(two, ['a', 'b']).plan.blockers.join(), /begin under one condition/);
});

test('what changes is told: waiting together, and running after what was skipped', () => {
  const view = viewOf({
    one: say('1'),
    two: say('2'),
    a: say('a', ['one']),
    b: say('b', ['two'], { when: 'inputs.x' }),
    end: say('end', ['b']),
  });

  assert.deepEqual(extract(view, ['a', 'b']).plan.notes, [
    'All of it waits for “one”, “two” now; some of it did not before.',
    '“end” would also run where “b” was skipped; it reads null then.',
  ]);
});

test('inside of a map, the item is an input, and the map still gives the same', () => {
  const view = viewOf({
    each: { kind: 'map', over: [1, 2], position: [0, 0] },
    twice: say('{{ item }}{{ index }}', [], { parent: 'each' }),
    told: say('{{ tasks.twice.output }}!', ['twice'], { parent: 'each' }),
    end: say('{{ tasks.each.output }}', ['each']),
  });
  const { plan, caller, called, before } = extract(view, ['twice', 'told']);

  assert.deepEqual(plan.blockers, []);
  const tasks = caller.tasks as Record<string, JsonObject>;
  assert.equal(tasks.each?.result, `{{ tasks.${plan.call.id}.output.told }}`);
  assert.equal(tasks[plan.call.id]?.parent, 'each');
  assert.deepEqual(tasks[plan.call.id]?.inputs, { item: '{{ item }}', index: '{{ index }}' });
  const all = { outputs: { end: '{{ tasks.end.output }}' } };
  assert.deepEqual(
    outputsOf({ ...caller, ...all }, {}, called),
    outputsOf({ ...before, ...all }, {}, {}),
  );
});

test('a map goes along with what stands in it, and keeps its own items', () => {
  const view = viewOf({
    each: { kind: 'map', over: '{{ inputs.list }}', position: [0, 0] },
    twice: say('{{ item }}', [], { parent: 'each' }),
  });
  const { called, plan } = extract(view, ['each']);

  assert.deepEqual(Object.keys(called.tasks as JsonObject), ['each', 'twice']);
  assert.deepEqual(
    plan.inputs.map(({ name }) => name),
    ['list'],
  );
});

test('tasks of different containers are in the way', () => {
  const view = viewOf({
    each: { kind: 'map', over: [1] },
    twice: say('x', [], { parent: 'each' }),
    other: say('y'),
  });

  assert.match(extract(view, ['twice', 'other']).plan.blockers.join(), /different containers/);
});

test('names do not collide, inside and outside', () => {
  const view = viewOf({
    fetch: say('x'),
    part: say('y', [], { name: 'Part' }),
    use: say('{{ tasks.fetch.output }} {{ inputs.fetch }} {{ inputs["a b"] }}', ['fetch']),
  });
  const { plan } = extract(view, ['use']);

  assert.deepEqual(
    plan.inputs.map(({ name, from }) => [name, from]),
    [
      ['fetch', 'tasks.fetch.output'],
      ['fetch_2', 'inputs.fetch | default(null)'],
      ['a b', "inputs['a b'] | default(null)"],
    ],
  );
  assert.equal(plan.call.task.name, 'Part 2');
});

test('a status and the output of a task that is called like it are two outputs', () => {
  const { plan, caller, called } = extract(
    viewOf({
      a: say('x'),
      a_status: say('y'),
      end: say('{{ tasks.a.status }} {{ tasks.a_status.output }}', ['a', 'a_status']),
    }),
    ['a', 'a_status'],
  );

  assert.deepEqual(called.outputs, {
    a_status: '{{ tasks.a.status }}',
    a_status_2: '{{ tasks.a_status.output }}',
  });
  const { id } = plan.call;
  assert.equal(
    (caller.tasks as Record<string, JsonObject>).end?.value,
    `{{ tasks.${id}.output.a_status }} {{ tasks.${id}.output.a_status_2 }}`,
  );
});

test('a circle of containers, which merging may close, does not keep it from ending', () => {
  const view = viewOf({
    a: { kind: 'loop', parent: 'b' },
    b: { kind: 'loop', parent: 'a' },
    c: say('{{ item }}', [], { parent: 'a' }),
  });

  assert.notDeepEqual(extract(view, ['a']).plan.blockers, []);
});

test('a frame all of which is extracted goes along, and the task stays in a common one', () => {
  const groups = { g: { name: 'All' }, h: { name: 'Some' } };
  const view = viewOf(
    {
      a: say('a', [], { group: 'g' }),
      b: say('b', [], { group: 'h' }),
      c: say('c', [], { group: 'h' }),
    },
    { groups },
  );
  assert.deepEqual(extract(view, ['b']).plan.call.task.group, 'h');
  const { called, caller, plan } = extract(view, ['a']);
  assert.deepEqual(called.groups, { g: { name: 'All' } });
  assert.deepEqual(caller.groups, { h: { name: 'Some' } });
  assert.equal(plan.call.task.group, undefined);
});

test('whatever is extracted: both are complete, and together they give the same', () => {
  let done = 0;
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = seeded(seed);
    const view = randomView(random);
    const { plan, before, caller, called } = extract(view, someOf(view, random));
    if (plan.blockers.length > 0) {
      assert.deepEqual(caller, before);
      continue;
    }
    done += 1;
    for (const document of [caller, called]) {
      const ids = new Set(Object.keys(document.tasks as JsonObject));
      assert.deepEqual(
        [...tasksRead(document, roleOf)].filter((id) => !ids.has(id)),
        [],
      );
    }
    const passed = plan.call.task.inputs ?? {};
    const wanted = isObject(called.inputs) ? called.inputs.properties : {};
    assert.deepEqual(Object.keys(passed).sort(), Object.keys(wanted as JsonObject).sort());
    assert.deepEqual(outputsOf(caller, { b: 'B' }, called), outputsOf(before, { b: 'B' }, {}));
  }
  assert.ok(done > 100, `only ${done} could be extracted`);
});

test('what the server checks is what is made now', () => {
  const written = JSON.parse(readFileSync(EXTRACTED, 'utf8'));

  assert.deepEqual(JSON.parse(JSON.stringify(makeExtractions())), written);
});
