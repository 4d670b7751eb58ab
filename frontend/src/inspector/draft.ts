/**
 * What somebody types into a field until it is written.
 *
 * What was written once is not written again when the field is left: somebody else may have set
 * another value meanwhile, and nobody asked to take that back.
 */
export class Draft {
  #text: string | undefined;
  #isWritten = false;
  #isOurs = false;

  /** What the field shows; undefined: the value itself. */
  get text(): string | undefined {
    return this.#text;
  }

  type(text: string): void {
    this.#text = text;
    this.#isWritten = false;
    this.#isOurs = false;
  }

  /** What is to be written over `now`, once; undefined: nothing. */
  take(now: string): string | undefined {
    if (this.#text === undefined || this.#isWritten) return undefined;
    this.#isWritten = true;
    if (this.#text === now) return undefined;
    this.#isOurs = true;
    return this.#text;
  }

  /** The value changed: by what was written here, or else by somebody, whose value shows now. */
  hear(): void {
    if (this.#isOurs) this.#isOurs = false;
    else if (this.#isWritten) this.leave();
  }

  leave(): void {
    this.#text = undefined;
    this.#isWritten = false;
    this.#isOurs = false;
  }
}
