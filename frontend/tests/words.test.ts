import assert from 'node:assert/strict';
import { test } from 'node:test';
import { executionLook } from '../src/runs/executionLook.ts';
import { whyNoInput } from '../src/runs/explain.ts';
import { lookOf, wordOf } from '../src/runs/states.ts';
import { partsOf } from '../src/ui/said.ts';

test('runs and tasks call the same state by the same word', () => {
  for (const state of ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'waiting']) {
    assert.equal(executionLook({ state }).word, lookOf(state));
    assert.equal(wordOf(state), lookOf(state));
  }
  assert.equal(executionLook({ state: 'running', is_waiting: true }).word, 'waiting');
});

test('a task that failed at its input says so', () => {
  assert.match(String(whyNoInput(true, 'expression.missing')), /could not be made/);
  assert.match(String(whyNoInput(true, undefined)), /before its first attempt/);
  assert.equal(whyNoInput(true, 'timeout'), undefined);
  assert.equal(whyNoInput(false, undefined), undefined);
});

test('what stands between backticks is code, and all of it stays text', () => {
  assert.deepEqual(partsOf('There is no task `<b>x</b>`; ask.'), [
    { text: 'There is no task ', isCode: false },
    { text: '<b>x</b>', isCode: true },
    { text: '; ask.', isCode: false },
  ]);
  assert.deepEqual(partsOf('one ` alone'), [{ text: 'one ` alone', isCode: false }]);
  assert.deepEqual(partsOf('``'), [{ text: '``', isCode: false }]);
  assert.deepEqual(partsOf(''), []);
});
