import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Draft } from '../src/inspector/draft.ts';

let draft: Draft;

beforeEach(() => {
  draft = new Draft();
  draft.type('60');
});

test('what is typed shows, and is written once', () => {
  assert.equal(draft.text, '60');
  assert.equal(draft.take('30'), '60');
  assert.equal(draft.take('30'), undefined);
});

test('what stands there already is not written', () => {
  assert.equal(draft.take('60'), undefined);
});

test('one goes on typing over what one wrote oneself', () => {
  draft.take('30');
  draft.hear();
  assert.equal(draft.text, '60');
  draft.type('600');
  assert.equal(draft.take('60'), '600');
});

test('leaving the field does not take back what somebody else set meanwhile', () => {
  draft.take('30');
  draft.hear(); // my 60
  draft.hear(); // their 90
  assert.equal(draft.text, undefined);
  assert.equal(draft.take('90'), undefined);
});

test('what others set while one types waits until one has written or left', () => {
  draft.hear();
  assert.equal(draft.text, '60');
  draft.leave();
  assert.equal(draft.text, undefined);
  assert.equal(draft.take('90'), undefined);
});
