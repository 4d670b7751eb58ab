import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffLines } from '../src/runs/lineDiff.ts';
import { settingsText } from '../src/runs/settingsText.ts';

test('texts keep their lines, so that one changed line is one difference', () => {
  const before = settingsText({
    kind: 'agent',
    agent: { prompt: 'Read it.\nSum it up.\nBe kind.' },
  });
  const after = settingsText({ kind: 'agent', agent: { prompt: 'Read it.\nJudge it.\nBe kind.' } });

  const changed = diffLines(before, after).filter(({ sign }) => sign !== ' ');

  assert.deepEqual(changed, [
    { sign: '−', text: '    Sum it up.' },
    { sign: '+', text: '    Judge it.' },
  ]);
});

test('the order of keys, names and places do not count', () => {
  const one = { name: 'One', position: { x: 0, y: 0 }, kind: 'wait', wait: { for: 'PT1S' } };
  const other = { wait: { for: 'PT1S' }, kind: 'wait', position: { x: 9, y: 9 }, name: 'Other' };

  assert.equal(settingsText(one), settingsText(other));
});

test('a task that is not there has no settings; lists and empty objects are one value', () => {
  assert.equal(settingsText(undefined), '');
  assert.equal(settingsText({ a: [1, { b: 2 }], c: {} }), 'a: [1,{"b":2}]\nc: {}');
});
