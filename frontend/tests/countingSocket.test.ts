import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as encoding from 'lib0/encoding';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';

// The module makes its class when it is asked for one, and Node has sockets of its own.
import { counted } from '../src/collaboration/countingSocket.ts';

function frame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

function edited(): Y.Doc {
  const doc = new Y.Doc();
  doc.getMap('tasks').set('a', 1);
  return doc;
}

test('a page that was just opened has nothing to be saved, though its answer is counted', () => {
  const answer = frame((encoder) => sync.writeSyncStep2(encoder, new Y.Doc()));
  assert.deepEqual(counted(answer), { hasEdits: false });
});

test('whatever may be new to the server is an edit', () => {
  const doc = edited();
  const update = Y.encodeStateAsUpdate(doc);
  assert.deepEqual(counted(frame((e) => sync.writeSyncStep2(e, doc))), { hasEdits: true });
  assert.deepEqual(counted(frame((e) => sync.writeUpdate(e, update))), { hasEdits: true });
});

test('a question is not counted', () => {
  assert.equal(counted(frame((e) => sync.writeSyncStep1(e, edited()))), undefined);
  assert.equal(counted('text'), undefined);
});
