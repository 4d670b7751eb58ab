/** Sends what earlier pages of this browser could not. */
import * as Y from 'yjs';
import type { Keep, Kept } from './keep.ts';

/** How many edits of earlier visits were sent, or why they were not. */
export interface Recovered {
  readonly edits: number;
  readonly outcome: 'sent' | 'not allowed' | 'other document';
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

  /** The server has all that this page has sent. */
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
