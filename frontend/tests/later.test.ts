import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComponentType } from 'react';
import { later, loadAnew } from '../src/ui/later.ts';

const Shown = () => null;

/** What React does when it comes to a part: begins to load it, and waits. */
async function show(part: ComponentType): Promise<unknown> {
  const { _payload, _init } = part as unknown as {
    _payload: unknown;
    _init: (payload: unknown) => unknown;
  };
  try {
    return _init(_payload);
  } catch (waiting) {
    await (waiting as Promise<unknown>);
    return _init(_payload);
  }
}

test('a part that could not be loaded is loaded anew when somebody wants it, and not before', async () => {
  let loads = 0;
  const part = later(async () => {
    loads += 1;
    if (loads === 1) throw new Error('no connection');
    return Shown;
  });

  await assert.rejects(show(part.get()), /no connection/);
  await assert.rejects(show(part.get()), /no connection/);
  assert.equal(loads, 1);
  loadAnew();

  assert.equal(await show(part.get()), Shown);
  assert.equal(loads, 2);
  assert.equal(part.get(), part.get());
});
