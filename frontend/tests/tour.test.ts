import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HINTS, placeBeside } from '../src/designer/tourHints.ts';

const WINDOW = { width: 1000, height: 700 };
const CARD = { width: 300, height: 160 };

test('a hint stands beside what it is about', () => {
  const anchor = { left: 0, top: 50, width: 200, height: 600 };
  assert.deepEqual(placeBeside('right', anchor, CARD, WINDOW), { left: 212, top: 62 });
  assert.deepEqual(placeBeside('left', { ...anchor, left: 800 }, CARD, WINDOW), {
    left: 488,
    top: 62,
  });
});

test('it stays in the window', () => {
  const button = { left: 960, top: 10, width: 30, height: 30 };
  assert.deepEqual(placeBeside('below', button, CARD, WINDOW), { left: 688, top: 52 });
  assert.deepEqual(placeBeside('left', { ...button, left: 20, top: 690 }, CARD, WINDOW), {
    left: 12,
    top: 528,
  });
});

test('there are five, each about something else', () => {
  assert.equal(new Set(HINTS.map(({ anchor }) => anchor)).size, 5);
});
