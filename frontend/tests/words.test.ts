import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { executionLook } from '../src/runs/executionLook.ts';
import { causeOf, explain, whyNoInput } from '../src/runs/explain.ts';
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

test('every code of a failed task in the handbook has its sentence', () => {
  const handbook = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');
  const [, table = ''] = handbook.split('## A task failed');
  const [part = ''] = table.split('\n## ');
  const rows = part.split('\n').filter((line) => line.startsWith('| `'));
  const codes = rows.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`([a-z_]+)`/g)].map(([, code = '']) => code),
  );

  assert.ok(codes.length > 20);
  assert.deepEqual(
    codes.filter((code) => explain(code) === undefined),
    [],
  );
});

test('a failure of an unknown kind is told in its own words, once', () => {
  const said = 'The warehouse answered 503.';

  assert.deepEqual(causeOf('demo', said), { cause: said, advice: '', said: '' });
  assert.equal(causeOf('demo', `${said}\nTraceback`).said, `${said}\nTraceback`);
  assert.equal(causeOf('demo', 'x'.repeat(300)).cause, 'It failed.');
  assert.match(causeOf('', '').cause, /did not say why/);
  assert.equal(causeOf('timeout', said).said, said);
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
