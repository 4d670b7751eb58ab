import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearBelow } from '../src/workflow/placing.ts';

const CARD = { width: 200, height: 70 };

test('a free place is taken as it is, also right beside a card', () => {
  assert.deepEqual(clearBelow({ x: 0, y: 0 }, CARD, [{ x: 200, y: 0, ...CARD }]), { x: 0, y: 0 });
});

test('a new card goes below all that would hide it', () => {
  const taken = [
    { x: 100, y: 0, ...CARD },
    { x: -50, y: 80, ...CARD },
  ];

  assert.deepEqual(clearBelow({ x: 0, y: 30 }, CARD, taken), { x: 0, y: 174 });
});
