import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  actionOf,
  choices,
  chooseKey,
  pressedKey,
  switchKeys,
  usualKeys,
} from '../src/designer/keymap.ts';

const press = (key: string, code = '', shiftKey = false) => ({ key, code, shiftKey });

beforeEach(usualKeys);

for (const [event, action] of [
  [press('n', 'KeyN'), 'add'],
  [press('N', 'KeyN'), 'add'], // with the lock on
  [press('T', 'KeyT', true), 'tidy'],
  [press('?', 'Slash', true), 'keys'],
  [press('!', 'Digit1', true), 'all'],
  [press('=', 'Digit0', true), 'actual'], // German
  [press('=', 'Equal'), 'nearer'],
  [press('+', 'Equal', true), 'nearer'],
  [press('t', 'KeyT'), undefined],
  [press('Enter', 'Enter'), undefined],
  [press(' ', 'Space'), undefined],
] as const) {
  test(`${event.shiftKey ? 'Shift and ' : ''}“${event.key}” of ${event.code} means ${action}`, () => {
    assert.equal(actionOf(event), action);
  });
}

test('all of them can be switched off, and on again', () => {
  switchKeys(false);
  assert.equal(actionOf(press('n', 'KeyN')), undefined);
  assert.equal(actionOf(press('?', 'Slash', true)), undefined);
  switchKeys(true);
  assert.equal(actionOf(press('n', 'KeyN')), 'add');
});

test('each can be another one; no key means two things', () => {
  chooseKey('add', 'c');
  assert.equal(actionOf(press('c', 'KeyC')), 'add');
  assert.equal(actionOf(press('n', 'KeyN')), 'comment');
  assert.equal(new Set(choices().map(({ key }) => key)).size, choices().length);
  chooseKey('add', 'ä');
  assert.equal(actionOf(press('ä', 'Quote')), 'add');
});

test('what is pressed is called as it is written', () => {
  assert.equal(pressedKey(press('S', 'KeyS', true)), 'Shift+S');
  assert.equal(pressedKey(press('F2', 'F2')), undefined);
});
