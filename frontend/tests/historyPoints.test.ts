import assert from 'node:assert/strict';
import { test } from 'node:test';

Object.assign(globalThis, { location: new URL('http://localhost/') }); // where the server is asked
const { pointOfVersion } = await import('../src/designer/historyPoints.ts');

test('a version is as old as its publishing, and not as the run for which it was made', () => {
  const made = { id: 'v', number: 3, message: '', created_at: '2026-01-01T00:00:00Z' };
  const later = '2026-02-01T00:00:00Z';

  assert.equal(pointOfVersion({ ...made, published_at: later }).at, later);
  assert.equal(pointOfVersion({ ...made, published_at: null }).at, made.created_at);
});
