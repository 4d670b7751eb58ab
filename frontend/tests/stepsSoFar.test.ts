import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftedSteps, stepsSoFar } from '../src/designer/stepsSoFar.ts';

test('the steps so far are the names in an answer that is still written', () => {
  const whole = JSON.stringify({
    steps: [
      { instruction: 'Read "it"', name: 'Read "it"', after: [] },
      { instruction: 'Tell', name: 'Tell', after: [1] },
    ],
  });

  const counts = [...whole].map((_, at) => stepsSoFar(whole.slice(0, at)).length);

  assert.deepEqual(stepsSoFar(whole), ['Read "it"', 'Tell']);
  assert.deepEqual(counts, [...counts].sort());
  assert.deepEqual(stepsSoFar('{"name": "a\\x"}'), []);
});

test('a drafted step says what it does and after which others it comes', () => {
  const steps = draftedSteps({
    tasks: {
      read: { name: 'Read', kind: 'agent', input: { prompt: 'Read it.' } },
      tell: {
        kind: 'agent',
        depends_on: ['read'],
        input: { prompt: 'Tell it.\n\nRead:\n{{ tasks.read.output }}' },
      },
    },
  });

  assert.deepEqual(steps, [
    { id: 'read', name: 'Read', says: 'Read it.', after: [] },
    { id: 'tell', name: 'tell', says: 'Tell it.', after: ['Read'] },
  ]);
  assert.deepEqual(draftedSteps({}), []);
});
