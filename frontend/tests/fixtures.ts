/** The documents that both sides' tests read; docs/shared-document.md § Compatibility. */
import { readFileSync } from 'node:fs';
import * as Y from 'yjs';
import type { JsonObject } from '../src/workflow/json.ts';
import { declareRoots } from '../src/workflow/roots.ts';

export interface Fixture {
  readonly name: string;
  /** Yjs updates (v1, base64); each builds upon some before it. */
  readonly updates: readonly string[];
  /** What all of them together project to. */
  readonly document: JsonObject;
}

const FOLDER = new URL('../../tests/collaboration/fixtures/', import.meta.url);
export const OURS = new URL('from_the_designer.json', FOLDER);
export const SERVERS = new URL('from_the_server.json', FOLDER);

export function readFixtures(file: URL): readonly Fixture[] {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function bytesOf(update: string): Uint8Array {
  return new Uint8Array(Buffer.from(update, 'base64'));
}

export function textOfBytes(update: Uint8Array): string {
  return Buffer.from(update).toString('base64');
}

export function load(updates: Iterable<string>): Y.Doc {
  const doc = new Y.Doc();
  declareRoots(doc);
  for (const update of updates) Y.applyUpdate(doc, bytesOf(update));
  return doc;
}
