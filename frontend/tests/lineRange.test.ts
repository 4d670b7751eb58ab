import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holds, isAtLeast, rangeAfter, rowsIn } from '../src/pages/run/lineRange.ts';

test('a press marks a line and takes the mark off, Shift marks all up to there', () => {
  const one = rangeAfter(undefined, 5, false);

  assert.deepEqual(one, { from: 5, to: 5 });
  assert.equal(rangeAfter(one, 5, false), undefined);
  assert.deepEqual(rangeAfter(one, 2, true), { from: 5, to: 2 });
  assert.deepEqual(rangeAfter(undefined, 2, true), { from: 2, to: 2 });
});

test('what is marked upwards is copied in the order of the lines', () => {
  const up = { from: 3, to: 1 };

  assert.deepEqual(rowsIn(['a', 'b', 'c', 'd', 'e'], up), ['b', 'c', 'd']);
  assert.deepEqual(
    [0, 1, 3, 4].map((at) => holds(up, at)),
    [false, true, true, false],
  );
  assert.deepEqual(rowsIn(['a'], undefined), ['a']);
});

test('levels rank, and one that is not known counts as information', () => {
  assert.ok(isAtLeast('error', 'warning'));
  assert.ok(!isAtLeast('info', 'warning'));
  assert.ok(isAtLeast('notice', 'info'));
  assert.ok(!isAtLeast('notice', 'warning'));
});
