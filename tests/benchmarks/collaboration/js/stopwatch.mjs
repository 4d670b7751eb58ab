// When something was sent and when it arrived, at any number of receivers.

export class Stopwatch {
  delays = [];
  #sentAt = new Map(); // sender -> Map(number -> ms)
  #reached = new Map(); // receiver -> Map(sender -> number)

  sent(sender, number) {
    if (!this.#sentAt.has(sender)) this.#sentAt.set(sender, new Map());
    this.#sentAt.get(sender).set(number, performance.now());
  }

  /** All up to `number` of this sender are there; `onlyLast`: those before were passed over. */
  arrived(receiver, sender, number, { onlyLast = false } = {}) {
    const sent = this.#sentAt.get(sender);
    if (!sent) return;
    if (!this.#reached.has(receiver)) this.#reached.set(receiver, new Map());
    const reached = this.#reached.get(receiver);
    const before = reached.get(sender) ?? 0;
    if (number <= before) return;
    const now = performance.now();
    for (let n = onlyLast ? number : before + 1; n <= number; n++) {
      const at = sent.get(n);
      if (at !== undefined) this.delays.push(now - at);
    }
    reached.set(sender, number);
  }

  /** Whether every receiver named has the last of every sender but itself. */
  hasAll(receivers) {
    return receivers.every((receiver) =>
      [...this.#sentAt].every(([sender, sent]) => {
        const last = Math.max(...[...sent.keys()].slice(-1));
        return sender === receiver || (this.#reached.get(receiver)?.get(sender) ?? 0) >= last;
      }),
    );
  }
}

/** Values at these shares of the sorted delays, in ms; null without any. */
export function quantiles(delays, shares = { p50: 0.5, p95: 0.95, p99: 0.99 }) {
  const sorted = Float64Array.from(delays).sort();
  const at = (share) => (sorted.length ? sorted[Math.ceil(share * sorted.length) - 1] : null);
  const named = Object.entries(shares).map(([name, share]) => [name, at(share)]);
  return { ...Object.fromEntries(named), samples: sorted.length };
}

/** Call `act(turn)` evenly, `rate` times a second for `seconds`, whatever the timer's grain. */
export function pace(rate, seconds, act) {
  const [began, total] = [performance.now(), Math.round(rate * seconds)];
  let done = 0;
  return new Promise((resolve) => {
    const tick = () => {
      const due = Math.min(total, Math.floor(((performance.now() - began) * rate) / 1000) + 1);
      while (done < due) act(done++);
      if (done < total) setTimeout(tick, rate > 500 ? 1 : 1000 / rate / 2);
      else resolve();
    };
    tick();
  });
}
