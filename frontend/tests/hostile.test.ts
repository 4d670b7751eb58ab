import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readUser, readWhereabouts } from '../src/collaboration/reading.ts';
import { readClip } from '../src/workflow/clipboard.ts';
import { whyNotFits } from '../src/workflow/fitting.ts';
import { upstreamOf, withInside } from '../src/workflow/graph.ts';
import type { JsonObject } from '../src/workflow/json.ts';

const ODD = [null, 7, 'abc', [], {}, { ids: 3 }, { x: 'a', y: 1 }, { anchor: 1 }, [[[]]]];

test('whatever others say of where they are, it is read as a place or as none', () => {
  for (const odd of ODD) {
    const state = { pointer: odd, selected: odd, field: odd, caret: odd, drag: odd, viewport: odd };

    const here = readWhereabouts(state, 'editor');

    assert.ok(Array.isArray(here.selected));
    assert.equal(here.pointer, null);
    assert.equal(here.caret, null);
    assert.equal(here.drag, null);
    assert.equal(here.viewport, null);
  }
  for (const odd of ODD) assert.doesNotThrow(() => readWhereabouts(odd, 'editor'));
});

test('nobody can say more than fits, or move what they may not', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => `t${at % 50}`);
  const drag = { ids: ['a'], dx: 5, dy: 5 };

  assert.equal(readWhereabouts({ selected: many }, 'editor').selected.length, 40);
  assert.deepEqual(readWhereabouts({ selected: ['a', 'a'] }, 'editor').selected, ['a']);
  assert.deepEqual(readWhereabouts({ drag }, 'editor').drag, drag);
  assert.equal(readWhereabouts({ drag }, 'viewer').drag, null);
  assert.equal(readWhereabouts({ drag: { ...drag, dx: 1e9 } }, 'editor').drag, null);
  const viewport = { x: 0, y: 0, zoom: 0 };
  assert.equal(readWhereabouts({ viewport }, 'viewer').viewport?.zoom, 0.05);
});

test('a caret that is no place of a text is none', () => {
  const item = { client: 1, clock: -5 };
  const wrong = { anchor: { item }, head: { item } };
  const right = {
    anchor: { item: { client: 1, clock: 5 } },
    head: { item: { client: 1, clock: 5 } },
  };

  assert.equal(readWhereabouts({ caret: wrong }, 'editor').caret, null);
  assert.deepEqual(readWhereabouts({ caret: right }, 'editor').caret, right);
});

test('a colour is a colour, and a name no longer than a name', () => {
  const user = readUser({ id: 'a', name: 'n'.repeat(500), color: 'url(//evil)', role: 'viewer' });

  assert.equal(user?.name.length, 80);
  assert.match(user?.color ?? '', /^#[0-9a-f]{6}$/);
  assert.equal(readUser({ id: 3 }), undefined);
});

test('containers that stand in each other, as merges may leave them, end every search', () => {
  const tasks: Record<string, JsonObject> = {
    a: { kind: 'map', parent: 'b' },
    b: { kind: 'map', parent: 'a' },
    c: { kind: 'agent', parent: 'a' },
  };
  const task = (id: string) => tasks[id];

  assert.deepEqual([...upstreamOf('c', [], task)], []);
  assert.deepEqual([...withInside(['a'], Object.keys(tasks), task)].sort(), ['a', 'b', 'c']);
});

test('what the server would refuse is not written', () => {
  const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);

  assert.match(whyNotFits(deep) ?? '', /deep/);
  assert.match(whyNotFits({ a: [Number.POSITIVE_INFINITY] }) ?? '', /number/);
  assert.match(whyNotFits('half \ud800') ?? '', /character/);
  assert.match(whyNotFits({ text: 'x'.repeat(300_000) }) ?? '', /kB/);
  assert.equal(whyNotFits({ a: [1, 'two', null, true, { b: 'ü😀' }] }), undefined);
});

test('a clip with a task that does not fit is no clip', () => {
  const text = `{"tasks": {"a": {"kind": "transform", "value": 1e400}}}`;

  assert.equal(readClip(text), undefined);
});
