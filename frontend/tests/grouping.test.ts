import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countLooks, groupsOf } from '../src/runs/grouping.ts';
import type { Edge } from '../src/workflow/edges.ts';

const task = (id: string, kind = 'transform') => ({ id, kind });
const edge = (source: string, target: string): Edge => ({ source, target });

test('a thousand tasks side by side are one group between its neighbours', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => `load${at}`);
  const tasks = [task('begin'), ...many.map((id) => task(id, 'http')), task('end')];
  const edges = many.flatMap((id) => [edge('begin', id), edge(id, 'end')]);

  const groups = groupsOf(tasks, edges);

  assert.deepEqual(
    groups.map(({ column, kind, tasks: { length }, sources }) => [column, kind, length, sources]),
    [
      [0, 'transform', 1, []],
      [1, 'http', 1_000, ['0 transform']],
      [2, 'transform', 1, ['1 http']],
    ],
  );
});

test('kinds that stand side by side are told apart, the larger group first', () => {
  const tasks = [task('a'), task('b', 'agent'), task('c', 'agent')];

  assert.deepEqual(
    groupsOf(tasks, []).map(({ kind }) => kind),
    ['agent', 'transform'],
  );
});

test('a long chain is cut into a few stretches', () => {
  const ids = Array.from({ length: 5_000 }, (_, at) => `t${at}`);
  const edges = ids.slice(1).map((id, at) => edge(`t${at}`, id));

  const groups = groupsOf(
    ids.map((id) => task(id)),
    edges,
  );

  assert.equal(groups.length, 12);
  assert.ok(groups.slice(1).every(({ sources }, at) => sources.includes(`${at} transform`)));
});

test('whatever the graph: each task is in one group, and groups wait for those before them', () => {
  let seed = 11;
  const random = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % most;
  };
  for (let round = 0; round < 100; round += 1) {
    const tasks = Array.from({ length: 1 + random(60) }, (_, at) =>
      task(`t${at}`, `k${random(3)}`),
    );
    const edges = tasks.flatMap(({ id }, at) =>
      at === 0 || random(3) === 0 ? [] : [edge(`t${random(at)}`, id)],
    );

    const groups = groupsOf(tasks, edges);

    const column = new Map(groups.map(({ id, column: at }) => [id, at]));
    assert.deepEqual(
      groups.flatMap(({ tasks: inside }) => inside).toSorted(),
      tasks.map(({ id }) => id).toSorted(),
    );
    for (const { column: at, sources } of groups) {
      assert.ok(sources.every((each) => (column.get(each) ?? at) < at));
      assert.ok(at >= 0 && at < 12);
    }
  }
});

test('states are counted over all runs of all tasks', () => {
  const counts = countLooks(['a', 'b'], (id) => (id === 'a' ? ['done', 'failed'] : ['done']));

  assert.deepEqual(
    [...counts],
    [
      ['done', 2],
      ['failed', 1],
    ],
  );
});
