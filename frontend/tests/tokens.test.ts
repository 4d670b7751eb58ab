import assert from 'node:assert/strict';
import { test } from 'node:test';
import { append, type Piece } from '../src/runs/tokenStreams.ts';

const piece = (offset: number, text: string, attempt = 1): Piece => ({
  task: 'ask',
  task_run: 7,
  attempt,
  offset,
  text,
});

function textOf(...pieces: Piece[]): string | undefined {
  return pieces.reduce<ReturnType<typeof append> | undefined>(append, undefined)?.text;
}

test('pieces go on where the last one ended', () => {
  assert.equal(textOf(piece(0, 'Hel'), piece(3, 'lo')), 'Hello');
});

test('what comes twice is there once', () => {
  assert.equal(textOf(piece(0, 'Hello'), piece(0, 'Hello'), piece(3, 'lo there')), 'Hello there');
});

test('offsets count characters, not the halves of a surrogate pair', () => {
  assert.equal(textOf(piece(0, 'a😀'), piece(2, 'b')), 'a😀b');
});

test('a gap is shown, and the text goes on behind it', () => {
  assert.equal(textOf(piece(0, 'one'), piece(10, 'two'), piece(13, '!')), 'one … two!');
});

test('another attempt begins anew', () => {
  assert.equal(textOf(piece(0, 'wrong'), piece(0, 'right', 2)), 'right');
});
