import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysInWords } from '../src/ui/keys.ts';

for (const [keys, elsewhere, apple] of [
  ['Mod+K', 'Ctrl+K', '⌘K'],
  ['Mod+C X V D', 'Ctrl+C X V D', '⌘C X V D'],
  ['Del, Mod+Del', 'Del, Ctrl+Del', 'Del, ⌘Del'],
  ['Shift+1, 2, 0', 'Shift+1, 2, 0', 'Shift+1, 2, 0'],
] as const) {
  test(`${keys} is shown as the keyboard has it`, () => {
    assert.equal(keysInWords(keys, false), elsewhere);
    assert.equal(keysInWords(keys, true), apple);
  });
}
