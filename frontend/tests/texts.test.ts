import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';

import { replaceText } from '../src/workflow/texts.ts';

const HALF = /\p{Surrogate}/u;
const LETTERS = ['a', 'b', 'é', '中', '😀', '😁', '🦀', '👩‍👩‍👧'];

/** Numbers below `bound`, the same for the same seed. */
function diceOf(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function randomText(below: (bound: number) => number): string {
  const letters = Array.from({ length: below(9) }, () => LETTERS[below(LETTERS.length)]);
  return letters.join('');
}

function textOf(content: string): { doc: Y.Doc; text: Y.Text } {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  text.insert(0, content);
  return { doc, text };
}

function copyOf(doc: Y.Doc): string {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy.getText('text').toString();
}

test('a text becomes what is wanted, here and elsewhere, whatever its characters are', () => {
  const below = diceOf(Date.now());
  for (let n = 0; n < 5_000; n++) {
    const [now, wanted] = [randomText(below), randomText(below)];
    const { doc, text } = textOf(now);

    replaceText(text, wanted);

    const told = `${JSON.stringify(now)} to ${JSON.stringify(wanted)}`;
    assert.equal(text.toString(), wanted, told);
    assert.equal(copyOf(doc), wanted, told);
  }
});

for (const [now, wanted] of [
  ['😀', '😁'], // the first units are the same
  ['🐀', '😀'], // the second ones are
  ['a😀b', 'a😁b'],
  ['😀😀', '😀'],
] as const) {
  test(`${now} becomes ${wanted} by whole characters`, () => {
    const { text } = textOf(now);
    const inserted: string[] = [];
    text.observe(({ delta }) => {
      for (const { insert } of delta) if (typeof insert === 'string') inserted.push(insert);
    });

    replaceText(text, wanted);

    assert.equal(text.toString(), wanted);
    assert.ok(inserted.every((each) => !HALF.test(each)));
  });
}
