import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Estimate, wordsOf } from '../src/runs/estimate.ts';

function estimate(given: Partial<Estimate>): Estimate {
  return {
    cost_microusd: 4_200,
    duration_s: 12.44,
    tasks: 4,
    tasks_known: 4,
    model_tasks: 3,
    model_tasks_known: 3,
    unpriced: 0,
    waits_for_people: false,
    executions: 2,
    ...given,
  };
}

test('what is known of every task is told as it is', () => {
  assert.equal(wordsOf(estimate({})), 'About 12.4 s, $0.0042');
});

test('models that cost nothing are said to cost nothing', () => {
  assert.equal(wordsOf(estimate({ cost_microusd: 0 })), 'About 12.4 s, no cost');
});

test('without an earlier run there is no figure', () => {
  const nothing = { cost_microusd: null, duration_s: null, tasks_known: 0, executions: 0 };

  assert.equal(wordsOf(estimate(nothing)), 'No earlier run to go by');
  assert.equal(
    wordsOf(estimate({ ...nothing, cost_microusd: 0, model_tasks: 0, model_tasks_known: 0 })),
    'No earlier run to go by, no cost',
  );
});

test('figures that miss a task are lower bounds, and say which', () => {
  assert.equal(
    wordsOf(estimate({ tasks_known: 3, model_tasks_known: 2 })),
    'At least 12.4 s, at least $0.0042; 2 of 3 model tasks have run before',
  );
  assert.equal(
    wordsOf(estimate({ tasks_known: 3 })),
    'At least 12.4 s, $0.0042; 3 of 4 tasks have run before',
  );
});

test('what costs nothing so far is not called free while a model task is unknown', () => {
  const words = wordsOf(estimate({ cost_microusd: 0, tasks_known: 3, model_tasks_known: 2 }));

  assert.match(words, /cost unknown; 2 of 3/);
});

test('a model without a price is not called free', () => {
  const words = wordsOf(estimate({ cost_microusd: 0, unpriced: 1 }));

  assert.equal(words, 'About 12.4 s, cost unknown; a model has no known price');
});

test('what people take is in no figure', () => {
  assert.match(wordsOf(estimate({ waits_for_people: true })), /; what people take comes besides$/);
});
