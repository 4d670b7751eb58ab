import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import * as Y from 'yjs';
import { Keep, type Kept } from '../src/collaboration/keep.ts';

const rows = new Map<string, Kept>();
const database = {
  put: (_store: string, row: Kept) => rows.set(row.page, row),
  delete: (_store: string, page: string) => rows.delete(page),
};
let keep: Keep;
let doc: Y.Doc;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  rows.clear();
  Object.assign(globalThis, { addEventListener() {}, removeEventListener() {} });
  keep = new Keep('owner', 'w', Promise.resolve(database) as never);
  doc = new Y.Doc();
});

/** One edit, as the room tells of it. */
function edit(key: string, isOffline: boolean): void {
  doc.once('update', (update: Uint8Array) => keep.note(update, 1, isOffline));
  doc.getMap('tasks').set(key, key);
}

async function kept(): Promise<Kept | undefined> {
  await Promise.resolve();
  await Promise.resolve();
  return [...rows.values()][0];
}

test('without a line an edit is kept at once, whatever happens to the page next', async () => {
  edit('a', true);
  assert.equal((await kept())?.edits, 1);
});

test('with a line it is kept only where the server takes its time', async () => {
  edit('a', false);
  assert.equal(await kept(), undefined);
  mock.timers.tick(300);
  assert.equal((await kept())?.edits, 1);
});

test('when the line breaks, what is on its way is kept at once', async () => {
  edit('a', false);
  keep.write();
  assert.equal((await kept())?.edits, 1);
});

test('all that was edited is in what is kept', async () => {
  for (const key of ['a', 'b', 'c']) edit(key, true);
  const row = await kept();
  const copy = new Y.Doc();
  Y.applyUpdate(copy, row?.update ?? new Uint8Array());
  assert.deepEqual(copy.getMap('tasks').toJSON(), { a: 'a', b: 'b', c: 'c' });
  assert.equal(row?.edits, 3);
});

test('what the server has is kept no longer, and the count begins anew', async () => {
  edit('a', true);
  await kept();
  keep.settle();
  assert.equal(await kept(), undefined);
  edit('b', true);
  assert.equal((await kept())?.edits, 1);
});
