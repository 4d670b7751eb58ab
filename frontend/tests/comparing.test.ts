import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extentOf, pairsOf } from '../src/runs/comparison.ts';
import { diffLines } from '../src/runs/lineDiff.ts';

type Rows = Parameters<typeof pairsOf>[0];

function rows(...given: readonly (readonly [task: string, ms: number, cost?: number])[]): Rows {
  return given.map(([task, ms, cost = 0], id) => ({
    id,
    task,
    state: 'succeeded',
    flags: [],
    started_at: new Date(0).toISOString(),
    ended_at: new Date(ms).toISOString(),
    cost_microusd: cost,
    tokens: 10 * cost,
  })) as unknown as Rows;
}

test('tasks are told apart by name; what differs most in time stands first', () => {
  const pairs = pairsOf(rows(['a', 100, 5], ['b', 100]), rows(['a', 150, 9], ['b', 400]));

  assert.deepEqual(
    pairs.map(({ task, msMore, costMore, tokensMore }) => [task, msMore, costMore, tokensMore]),
    [
      ['b', 300, 0, 0],
      ['a', 50, 4, 40],
    ],
  );
});

test('a task of one run only has no difference in time', () => {
  const [pair] = pairsOf(rows(), rows(['new', 70]));

  assert.equal(pair?.before, undefined);
  assert.equal(pair?.after?.ms, 70);
  assert.equal(pair?.msMore, null);
});

test('the items of a map count together', () => {
  const [pair] = pairsOf(rows(['item', 10], ['item', 20]), rows(['item', 50]));

  assert.equal(pair?.before?.ms, 30);
  assert.equal(pair?.msMore, 20);
});

test('bars begin with the first task of their own execution, whenever that was', () => {
  const at = (ms: number) => new Date(ms).toISOString();
  const late = rows(['a', 0], ['b', 0]).map((row, number) => ({
    ...row,
    started_at: at(9_000 + 100 * number),
    ended_at: at(9_100 + 300 * number),
  }));

  const pairs = pairsOf(rows(['a', 50]), late);
  const spans = new Map(pairs.map(({ task, after }) => [task, after?.span]));

  assert.deepEqual(spans.get('a'), [0, 100]);
  assert.deepEqual(spans.get('b'), [100, 400]);
  assert.equal(extentOf(pairs), 400);
});

test('a difference names what went and what came, with lines around it', () => {
  const lines = diffLines('a\nb\nc\nd\ne', 'a\nb\nX\nd\ne');

  assert.deepEqual(
    lines.map(({ sign, text }) => `${sign}${text}`),
    [' a', ' b', '−c', '+X', ' d', ' e'],
  );
});

test('lines far from any change are left out', () => {
  const long = Array.from({ length: 50 }, (_, at) => `line ${at}`).join('\n');

  const lines = diffLines(long, `${long}\nmore`);

  assert.deepEqual(
    lines.map(({ sign, text }) => `${sign}${text}`),
    [' …', ' line 48', ' line 49', '+more'],
  );
});

test('a change after thousands of lines is found, and what is not compared is not said to be so', () => {
  const many = (word: string) => Array.from({ length: 3_000 }, (_, at) => `${word} ${at}`);
  const same = many('same').join('\n');

  const late = diffLines(`${same}\nold\n${same}`, `${same}\nnew\n${same}`);
  const other = diffLines(many('one').join('\n'), many('other').join('\n'));

  assert.deepEqual(
    late.filter(({ sign }) => sign !== ' ').map(({ text }) => text),
    ['old', 'new'],
  );
  assert.deepEqual(other.at(-1), { sign: ' ', text: '…' });
});

test('both texts can be read back from the difference of short ones', () => {
  const texts = ['', 'a', 'a\nb', 'b\na', 'a\na\nb', 'c\nb\na'];
  for (const before of texts) {
    for (const after of texts.filter((text) => text !== before)) {
      const lines = diffLines(before, after);
      const read = (sign: string) =>
        lines
          .filter((line) => line.sign === ' ' || line.sign === sign)
          .map(({ text }) => text)
          .join('\n');
      assert.equal(read('−'), before);
      assert.equal(read('+'), after);
    }
  }
});
