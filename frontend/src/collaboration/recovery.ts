/** Sends what earlier pages of this browser could not. */
import * as Y from 'yjs';
import type { JsonObject } from '../workflow/json.ts';
import { project } from '../workflow/projection.ts';
import { declareRoots } from '../workflow/roots.ts';
import type { Keep, Kept } from './keep.ts';

/** How many edits of earlier visits were sent, or why they were not. */
export interface Recovered {
  readonly edits: number;
  readonly outcome: 'sent' | 'not allowed' | 'other document';
}

/** What is left over and cannot be sent, for whoever edited to decide about. */
export interface Leftover {
  readonly pages: readonly string[];
  readonly edits: number;
  /** Milliseconds since 1970, of the last of them. */
  readonly at: number;
  /** The workflow as it stands now, and as it would stand with these edits. */
  readonly now: JsonObject;
  readonly withEdits: JsonObject;
}

export class Recovery {
  readonly #keep: Keep;
  #adopted: string[] = [];

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  /** The document is here: what is left over becomes edits of this page. */
  async adopt(doc: Y.Doc, generation: number, mayEdit: boolean): Promise<Recovered | undefined> {
    const left = await this.#keep.left();
    if (left.length === 0) return undefined;
    // They stay: whoever may edit again sends them then.
    if (!mayEdit) return { edits: total(left), outcome: 'not allowed' };
    const fitting = left.filter((kept) => kept.generation === generation);
    const foreign = left.filter((kept) => kept.generation !== generation);
    await this.#keep.forget(foreign.map(({ page }) => page));
    const edits = fitting.filter(({ update }) => changes(doc, update));
    this.#adopted.push(...fitting.map(({ page }) => page));
    if (edits.length > 0) return { edits: total(edits), outcome: 'sent' };
    return foreign.length > 0 ? { edits: total(foreign), outcome: 'other document' } : undefined;
  }

  /** What is left over, beside the document as it is now; undefined: nothing. */
  async look(doc: Y.Doc, generation: number): Promise<Leftover | undefined> {
    const left = await this.#keep.left();
    if (left.length === 0) return undefined;
    const copy = new Y.Doc();
    declareRoots(copy);
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    const now = project(copy);
    for (const kept of left) {
      if (kept.generation === generation) Y.applyUpdate(copy, kept.update);
    }
    const withEdits = project(copy);
    copy.destroy();
    const pages = left.map(({ page }) => page);
    return { pages, edits: total(left), at: left.at(-1)?.at ?? 0, now, withEdits };
  }

  /** They are gone for good. */
  discard({ pages }: Leftover): Promise<void> {
    return this.#keep.forget(pages);
  }

  /** The server has all that this page has sent, or has refused it for good. */
  settle(): void {
    const adopted = this.#adopted;
    this.#adopted = [];
    if (adopted.length > 0) void this.#keep.forget(adopted);
  }
}

/** Applies it; whether anything of it was new. */
function changes(doc: Y.Doc, update: Uint8Array): boolean {
  let isNew = false;
  const note = () => {
    isNew = true;
  };
  doc.on('update', note);
  Y.applyUpdate(doc, update, RECOVERED);
  doc.off('update', note);
  return isNew;
}

/** The origin of transactions that repeat what an earlier page did. */
export const RECOVERED = Symbol('recovered');

const total = (kept: readonly Kept[]) => kept.reduce((sum, { edits }) => sum + edits, 0);
