import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../src/ui/bytes.ts';

test('sizes are told in the unit that people would', () => {
  assert.deepEqual([0, 840, 999.6, 12_300, 999_999, 3_400_000, 52_400_000, 7e12].map(bytes), [
    '0 B',
    '840 B',
    '1 kB',
    '12 kB',
    '1.0 MB',
    '3.4 MB',
    '52 MB',
    '7000 GB',
  ]);
});
