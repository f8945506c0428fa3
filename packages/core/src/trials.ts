import type { Clock } from './clock.ts';

/** When a stopped sink is tried for the first time, and how long a wait may grow (ms): a delivery attempt now and then hurts nobody. */
const trialMs = { first: 60_000, most: 600_000 };

/**
 * When sinks that stopped because their destination refuses them are tried again though nobody changed the config: what was wrong may be
 * mended at the destination, and some answer so for minutes while they restart.
 */
export class Trials {
  readonly #clock: Clock;
  /** By sink: the Unix ms of its next trial, and how many there were. */
  readonly #next = new Map<string, { readonly at: number; readonly count: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of the sinks that have stopped, those whose time has come. A sink that has run since its last trial begins anew. */
  due(stopped: readonly string[]): readonly string[] {
    const now = this.#clock.now();
    for (const [sink, { at }] of this.#next) if (at <= now && !stopped.includes(sink)) this.#next.delete(sink);
    for (const sink of stopped) if (!this.#next.has(sink)) this.#next.set(sink, { at: now + trialMs.first, count: 1 });
    return stopped.filter((sink) => (this.#next.get(sink)?.at ?? now + 1) <= now);
  }

  /** These are tried now. */
  begin(sinks: readonly string[]): void {
    for (const sink of sinks) {
      const count = this.#next.get(sink)?.count ?? 0;
      const wait = Math.min(trialMs.most, trialMs.first * 2 ** count);
      this.#next.set(sink, { at: this.#clock.now() + wait, count: count + 1 });
    }
  }
}
