import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentHash, takesNewest, withVersionsOf } from '../src/workflow/contentHash.ts';
import type { JsonObject } from '../src/workflow/json.ts';

const DOCUMENT = JSON.parse(`{
  "schema": 1, "name": "Grüße 😀", "description": "", "notes": {},
  "tasks": {
    "b": {"kind": "wait", "duration_s": 2.50, "depends_on": ["a", "a"], "position": [1e3, 100.0]},
    "a": {"kind": "transform", "value": {"z": "\\u2028", "\\ud83d\\ude00": 1e-7, "\\ue000": -0.0}}
  }
}`) as JsonObject;

test('a document has the digest that the server gives it', () => {
  // workflows.definition.canonical.content_hash of the same text.
  assert.equal(
    contentHash(DOCUMENT),
    '890e1c650fee4db9023b7d057308feec983b88be5d83bf7425ca744ae1d41b1a',
  );
});

const draft = (version?: number): JsonObject => ({
  schema: 1,
  name: 'Outer',
  tasks: {
    inner: { kind: 'workflow', workflow: 'inner', ...(version === undefined ? {} : { version }) },
    rest: { kind: 'wait', duration_s: 1 },
  },
});

test('a version that publishing wrote in makes no difference', () => {
  const published = draft(3);

  assert.ok(takesNewest((draft().tasks as JsonObject).inner));
  assert.ok(!takesNewest((published.tasks as JsonObject).inner));
  assert.equal(contentHash(withVersionsOf(draft(), published)), contentHash(published));
  assert.notEqual(contentHash(withVersionsOf(draft(2), published)), contentHash(published));
});

test('a task that runs another workflow by now is a difference', () => {
  const tasks = { ...(draft().tasks as JsonObject), inner: { kind: 'workflow', workflow: 'new' } };
  const other = { ...draft(), tasks };

  assert.notEqual(contentHash(withVersionsOf(other, draft(3))), contentHash(draft(3)));
});
