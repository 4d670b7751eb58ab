import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignTo, type Line, spread } from '../src/workflow/aligning.ts';

const boxes = new Map([
  ['a', { x: 0, y: 0, width: 200, height: 72 }],
  ['b', { x: 300, y: 50, width: 200, height: 72 }],
  ['c', { x: 900, y: 200, width: 100, height: 172 }],
]);

/** Where a line of each lies afterwards. */
const after = (line: Line, part: number) =>
  [...alignTo(line, boxes)].map(([id, by]) => {
    const box = boxes.get(id) as { x: number; y: number; width: number; height: number };
    return ['left', 'centre', 'right'].includes(line)
      ? box.x + by.x + box.width * part
      : box.y + by.y + box.height * part;
  });

for (const [line, part, at] of [
  ['left', 0, 0],
  ['centre', 0.5, 500],
  ['right', 1, 1000],
  ['top', 0, 0],
  ['middle', 0.5, 186],
  ['bottom', 1, 372],
] as const) {
  test(`the ${line} of all lies at the same place`, () => {
    assert.deepEqual(after(line, part), [at, at, at]);
  });
}

test('spread across, the gaps are equal and the outermost stay', () => {
  const by = spread('across', boxes);
  assert.deepEqual(by.get('a'), { x: 0, y: 0 });
  assert.deepEqual(by.get('b'), { x: 150, y: 0 }); // 250 on either side
  assert.deepEqual(by.get('c'), { x: 0, y: 0 });
});

test('two cannot be spread', () => {
  assert.equal(spread('down', new Map([...boxes].slice(0, 2))).size, 0);
});
