/** Time, passed in so that tests own it. */
export interface Clock {
  /** Unix ms, with a fraction where the clock has one. */
  now(): number;
  /** Calls `then` once after `ms`; the returned function calls it off. */
  after(ms: number, then: () => void): () => void;
}

/** The machine's own clock. Timers do not keep the process alive: what listens does. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms).unref();
    return () => clearTimeout(timer);
  },
};

interface Pending {
  readonly at: number;
  readonly call: () => void;
}

/** A clock that moves only when told to: expiry and compaction without waiting. */
export class ManualClock implements Clock {
  #now: number;
  #pending: readonly Pending[] = [];

  /** @param now Unix ms at which the clock stands. */
  constructor(now: number = Date.UTC(2026, 10, 21, 4, 31, 34)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, then: () => void): () => void {
    const timer: Pending = { at: this.#now + ms, call: then };
    this.#pending = [...this.#pending, timer];
    return () => {
      this.#pending = this.#pending.filter((one) => one !== timer);
    };
  }

  /** Moves on by `ms`, calling what falls due on the way, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#pending
        .filter((one) => one.at <= end)
        .reduce<Pending | undefined>((first, one) => (first && first.at <= one.at ? first : one), undefined);
      if (!due) break;
      this.#pending = this.#pending.filter((one) => one !== due);
      this.#now = Math.max(this.#now, due.at);
      due.call();
    }
    this.#now = end;
  }
}
