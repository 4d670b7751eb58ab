import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begunName, offered, withName } from '../src/designer/mentioning.ts';

const PEOPLE = [
  { username: 'zoe', name: 'Ana Zoe' },
  { username: 'anders', name: '' },
  { username: 'bo', name: 'Bo Anders' },
];
const names = (typed: string) => offered(PEOPLE, typed).map(({ username }) => username);

test('a name is being written behind an @ that no word goes before', () => {
  assert.deepEqual(begunName('Look, @an', 9), { at: 6, typed: 'an' });
  assert.deepEqual(begunName('@', 1), { at: 0, typed: '' });
  assert.deepEqual(begunName('@an and more', 3), { at: 0, typed: 'an' });
  for (const text of ['a@b.example', 'plain', '@an ', '@@', '@an\n'])
    assert.equal(begunName(text, text.length), undefined, text);
});

test('user names that begin so are offered before names of which a word does', () => {
  assert.deepEqual(names('AN'), ['anders', 'bo', 'zoe']);
  assert.deepEqual(names('b'), ['bo']);
  assert.deepEqual(names('x'), []);
  assert.equal(
    offered(
      Array.from({ length: 99 }, () => PEOPLE[0] as never),
      '',
    ).length,
    8,
  );
});

test('the name that is taken stands in the text as it is read from it', () => {
  const begun = { at: 6, typed: 'an' };

  assert.deepEqual(withName('Look, @an', begun, 'anders'), { text: 'Look, @anders ', caret: 14 });
  assert.deepEqual(withName('Look, @an now', begun, 'bo').text, 'Look, @bo now');
});
