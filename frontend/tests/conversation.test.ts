import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asText, blocksOf, isFolded, type Message, matching } from '../src/runs/conversation.ts';
import { piecesOf } from '../src/ui/marking.ts';

function said(part: Partial<Message>): Message {
  const nothing = { left_out: 0, name: '', call: '', model: '' };
  return { ...nothing, role: 'assistant', kind: 'text', text: '', ...part };
}

const TALK = [
  said({ role: 'system', text: 'Be brief.' }),
  said({ role: 'user', text: 'How warm is it?' }),
  said({ kind: 'thinking', text: 'I must look.' }),
  said({ kind: 'tool_call', name: 'weather', call: 'c1', text: '{"city":"Oslo"}' }),
  said({ role: 'tool', kind: 'tool_result', name: 'weather', call: 'c1', text: '{"degrees":-3}' }),
  said({ text: 'Minus three.', model: 'house:m' }),
];

test('what a tool gave stands under its call, and JSON is laid out', () => {
  const blocks = blocksOf(TALK);

  assert.equal(blocks.length, 5);
  assert.equal(blocks[3]?.text, '{\n  "city": "Oslo"\n}');
  assert.equal(blocks[3]?.result, '{\n  "degrees": -3\n}');
});

test('what a tool gave without being called stands by itself', () => {
  const blocks = blocksOf([said({ role: 'tool', kind: 'tool_result', call: 'c9', text: 'x' })]);

  assert.equal(blocks.length, 1);
});

test('a search finds texts, arguments, results, speakers and models', () => {
  const found = (search: string) => matching(blocksOf(TALK), search).map(({ number }) => number);

  assert.deepEqual(found('OSLO'), [4]);
  assert.deepEqual(found('degrees'), [4]);
  assert.deepEqual(found('house:'), [5]);
  assert.deepEqual(found('instructions'), [1]);
  assert.deepEqual(found('nowhere'), []);
});

test('instructions, thoughts and calls are folded; questions, answers and errors are not', () => {
  assert.deepEqual(TALK.map(isFolded), [true, false, true, true, false, false]);
  assert.equal(isFolded(said({ kind: 'error' })), false);
});

test('copied, it says who said what', () => {
  assert.match(
    asText(blocksOf(TALK)),
    /Task:\nHow warm is it\?\n\n.*Result:\n\{.*Model \(house:m\):\nMinus three\.$/s,
  );
});

test('a search marks each hit, and markup stays text', () => {
  assert.deepEqual(piecesOf('Tea, <b>TEA</b>', 'tea'), [
    { text: 'Tea', isHit: true },
    { text: ', <b>', isHit: false },
    { text: 'TEA', isHit: true },
    { text: '</b>', isHit: false },
  ]);
  assert.deepEqual(piecesOf('İ tea', 'tea'), [{ text: 'İ tea', isHit: false }]);
});
