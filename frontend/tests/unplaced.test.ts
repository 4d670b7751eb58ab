import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as Y from 'yjs';
import { addTask, moveTask, rename } from '../src/workflow/commands.ts';
import { DocView } from '../src/workflow/docView.ts';
import type { JsonObject } from '../src/workflow/json.ts';
import { declareRoots } from '../src/workflow/roots.ts';
import { cardSize } from '../src/workflow/sizes.ts';
import { placesOfUnplaced } from '../src/workflow/unplaced.ts';
import { writeDocument } from '../src/workflow/writing.ts';

const edge = (source: string, target: string) => ({ source, target });
const cards = (...ids: string[]) =>
  new Map<string, JsonObject>(ids.map((id) => [id, { kind: 'wait' }]));

function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
}

function overlap(places: ReadonlyMap<string, readonly [number, number]>): boolean {
  const { width, height } = cardSize({ kind: 'wait' });
  const all = [...places.values()];
  return all.some(([x, y], at) =>
    all.slice(at + 1).some(([a, b]) => Math.abs(a - x) < width && Math.abs(b - y) < height),
  );
}

describe('tasks that nobody has placed', () => {
  test('lie apart, each to the right of what it waits for', () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const draw = random(seed);
      const ids = Array.from({ length: 2 + draw(30) }, (_, n) => `t${n}`);
      const edges = ids.flatMap((target, n) =>
        n > 0 && draw(4) > 0 ? [edge(`t${draw(n)}`, target), edge(`t${draw(n)}`, target)] : [],
      );
      const places = placesOfUnplaced(cards(...ids), edges);
      assert.equal(places.size, ids.length);
      assert.equal(overlap(places), false, `seed ${seed}`);
      for (const { source, target } of edges)
        assert.ok((places.get(source)?.[0] ?? 0) < (places.get(target)?.[0] ?? 0), `seed ${seed}`);
    }
  });

  test('lie apart in a cycle, too', () => {
    const places = placesOfUnplaced(cards('a', 'b', 'c'), [edge('a', 'b'), edge('b', 'a')]);
    assert.equal(overlap(places), false);
  });

  test('stand inside what holds them, which is as large as it has to be', () => {
    const tasks = new Map<string, JsonObject>([
      ['each', { kind: 'map' }],
      ['in', { kind: 'wait', parent: 'each' }],
      ['then', { kind: 'wait', parent: 'each' }],
      ['after', { kind: 'wait' }],
    ]);
    const places = placesOfUnplaced(tasks, [edge('in', 'then'), edge('each', 'after')]);
    const [left, top] = places.get('in') ?? [0, 0];
    assert.ok(left > 0 && top > 0);
    assert.ok((places.get('after')?.[0] ?? 0) > (places.get('then')?.[0] ?? 0) + 216);
  });

  test('give way to one that has a place', () => {
    const tasks = cards('a', 'b').set('placed', { kind: 'wait', position: [10, 10] });
    const places = placesOfUnplaced(tasks, []);
    assert.equal(overlap(new Map([...places, ['placed', [10, 10]]])), false);
  });
});

describe('a document without places', () => {
  const written = (tasks: JsonObject) => {
    const doc = new Y.Doc();
    declareRoots(doc);
    writeDocument(doc, { schema: 1, name: 'By hand', tasks }, 0);
    return { doc, view: new DocView(doc) };
  };
  const three = () =>
    written({
      a: { kind: 'wait' },
      b: { kind: 'wait', depends_on: ['a'] },
      c: { kind: 'wait', depends_on: ['a'] },
    });
  const place = (view: DocView, id: string) => view.entry('tasks', id)?.position;

  test('keeps the others where they are when one is moved', () => {
    const { doc, view } = three();
    const [b, c] = [place(view, 'b'), place(view, 'c')];
    moveTask(doc, 'a', { x: 2_000, y: 2_000 });
    assert.deepEqual(place(view, 'a'), [2_000, 2_000]);
    assert.deepEqual([place(view, 'b'), place(view, 'c')], [b, c]);
  });

  test('tells who lies elsewhere once something is added, and nobody else', () => {
    const { doc, view } = three();
    const told: string[] = [];
    for (const id of ['a', 'b', 'c']) {
      place(view, id);
      view.subscribe(`tasks/${id}`, () => told.push(id));
    }
    addTask(doc, 'bb', { kind: 'wait', name: 'Another' });
    assert.ok(told.length > 0);
    for (const id of ['a', 'b', 'c']) assert.ok(Array.isArray(place(view, id)));
    told.length = 0;
    rename(doc, { root: 'tasks', id: 'a' }, 'Name');
    assert.deepEqual(told, ['a']);
  });
});
