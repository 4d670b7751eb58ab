import assert from 'node:assert/strict';
import { test } from 'node:test';
import { append, type Piece, paceOf } from '../src/runs/tokenStreams.ts';

const piece = (offset: number, text: string, attempt = 1): Piece => ({
  task: 'ask',
  task_run: 7,
  attempt,
  offset,
  text,
  first_ms: 0,
  at_ms: 0,
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

test('how fast a model writes is told once there is enough to go by', () => {
  assert.equal(paceOf({ end: 12, firstMs: 641, atMs: 700 }), 'first text after 641 ms');
  assert.equal(
    paceOf({ end: 880, firstMs: 1_000, atMs: 5_000 }),
    'first text after 1.0 s · about 55 tokens/s',
  );
});

test('a stream keeps when its first text came, and takes the time of the newest', () => {
  const pieces = [
    { ...piece(0, 'one'), first_ms: 5, at_ms: 5 },
    { ...piece(3, 'two'), first_ms: 5, at_ms: 900 },
  ];

  const stream = pieces.reduce<ReturnType<typeof append> | undefined>(append, undefined);

  assert.deepEqual([stream?.firstMs, stream?.atMs], [5, 900]);
});
