import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, Refusal } from '../src/api/refusal.ts';

const refused = (detail: string, ...problems: object[]) => new Refusal(422, { detail, problems });

test('what stands in both the sentence and a problem is told once', () => {
  const error = refused('`who` is missing', { message: '`who` is missing', path: '/inputs/who' });

  assert.deepEqual(linesOf(error), ['`who` is missing']);
});

test('each problem has its place and what helps', () => {
  const unknown = { message: 'There is no task `c`.', path: '/tasks/b/depends_on/0' };
  const typed = { message: 'the value is not of type "array"', path: '/inputs/topics', fix: null };
  const lines = linesOf(refused('No.', { ...unknown, fix: 'Did you mean `b`?' }, typed));

  assert.deepEqual(lines, [
    'No.',
    '`tasks/b/depends_on/0`: There is no task `c`. Did you mean `b`?',
    '`topics`: the value is not of type "array"',
  ]);
});

test('an error that is no refusal has its own words', () => {
  assert.deepEqual(linesOf(new Error('It broke.')), ['It broke.']);
  assert.deepEqual(linesOf(new Refusal(502, undefined)), ['The server answered 502.']);
});
