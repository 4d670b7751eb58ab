/** A value that tells its listeners when it changes; made for `useSyncExternalStore`. */
export class Signal<Value> {
  readonly #listeners = new Set<() => void>();
  #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  readonly get = (): Value => this.#value;

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  change(part: Partial<Value>): void {
    const differs = Object.entries(part).some(
      ([key, each]) => !Object.is(each, (this.#value as Record<string, unknown>)[key]),
    );
    if (differs) this.set({ ...this.#value, ...part });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
