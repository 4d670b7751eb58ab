import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrowsTo } from '../src/canvas/beyond.ts';
import { align } from '../src/canvas/guides.ts';

const box = (x: number, y: number, width = 216, height = 72) => ({ x, y, width, height });

test('a box is brought into line with the nearest edge in reach, and a line shows it', () => {
  const { by, guides } = align(box(3, 200), [box(0, 0), box(-7, 400)], 7);

  assert.deepEqual(by, { x: -3, y: 0 });
  assert.deepEqual(guides, [{ axis: 'x', at: 0, from: 0, to: 272 }]);
});

test('both axes at once, each with the box that is nearest', () => {
  const { by, guides } = align(box(2, 101), [box(0, 0), box(500, 100)], 7);

  assert.deepEqual(by, { x: -2, y: -1 });
  assert.deepEqual(
    guides.map(({ axis, from, to }) => [axis, from, to]),
    [
      ['x', 0, 172],
      ['y', 0, 716],
    ],
  );
});

test('middles count as well as edges', () => {
  const { by, guides } = align(box(300, 22, 216, 72), [box(0, 0, 216, 120)], 7);

  assert.deepEqual(by, { x: 0, y: 2 });
  assert.equal(guides[0]?.at, 60);
});

test('of equal lines the one of the nearer box is shown', () => {
  const { guides } = align(box(0, 1_000), [box(0, 0), box(0, 880)], 7);

  assert.deepEqual([guides[0]?.from, guides[0]?.to], [880, 1_072]);
});

test('nothing in reach: nothing moves', () => {
  assert.deepEqual(align(box(50, 50), [box(0, 300), box(1_000, 0)], 7), {
    by: { x: 0, y: 0 },
    guides: [],
  });
});

test('a thousand boxes are looked through within a millisecond', () => {
  const others = Array.from({ length: 1_000 }, (_, at) => box((at % 40) * 290, at * 5));
  const rounds = 50;
  for (let round = 0; round < rounds; round += 1) align(box(round, round), others, 7); // warm
  const from = performance.now();
  for (let round = 0; round < rounds; round += 1) align(box(round * 3, round), others, 7);

  const eachMs = (performance.now() - from) / rounds;
  assert.ok(eachMs < 5, `${eachMs} ms; the bound leaves room for a machine that is busy`);
});

const CANVAS = { width: 1_000, height: 600 };

test('who is in sight needs no arrow, who is not gets one at the edge', () => {
  const arrows = arrowsTo(
    [
      { client: 1, x: 500, y: 300 },
      { client: 2, x: 3_000, y: 300 },
      { client: 3, x: 500, y: -900 },
    ],
    CANVAS,
  );

  assert.deepEqual(arrows, [
    { client: 2, x: 972, y: 300, angle: 0 },
    { client: 3, x: 500, y: 28, angle: -90 },
  ]);
});

test('arrows to people in one place stand side by side, all of them on the canvas', () => {
  const crowd = Array.from({ length: 8 }, (_, client) => ({ client, x: 5_000, y: -3_000 }));

  const arrows = arrowsTo(crowd, CANVAS);

  assert.equal(new Set(arrows.map(({ x, y }) => `${x} ${y}`)).size, 8);
  assert.ok(arrows.every(({ x, y }) => x >= 28 && x <= 972 && y >= 28 && y <= 572));
});

test('a canvas too small for arrows has none', () => {
  assert.deepEqual(arrowsTo([{ client: 1, x: 900, y: 0 }], { width: 90, height: 600 }), []);
});
