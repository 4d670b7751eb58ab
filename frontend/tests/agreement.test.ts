import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { canonicalText } from '../src/workflow/normalising.ts';
import { project } from '../src/workflow/projection.ts';
import { writeDocument } from '../src/workflow/writing.ts';
import { load, OURS, readFixtures, SERVERS } from './fixtures.ts';
import { makeFixtures } from './made-fixtures.ts';

for (const { name, updates, document } of [...readFixtures(SERVERS), ...readFixtures(OURS)]) {
  test(`both sides project the same: ${name}`, () => {
    const doc = load(updates);

    assert.equal(canonicalText(project(doc)), canonicalText(document));
  });

  test(`the order in which updates come, and how often, changes nothing: ${name}`, () => {
    const backwards = load([...updates].reverse());
    const twice = load([...updates, ...updates]);

    assert.deepEqual(project(backwards), project(load(updates)));
    assert.deepEqual(project(twice), project(load(updates)));
  });

  test(`a document written and projected is the same: ${name}`, () => {
    const doc = new Y.Doc();

    writeDocument(doc, document, 1);

    assert.equal(canonicalText(project(doc)), canonicalText(document));
  });
}

test('the fixtures are what this code writes; `make fixtures` writes them anew', () => {
  assert.deepEqual(makeFixtures(), readFixtures(OURS));
});
