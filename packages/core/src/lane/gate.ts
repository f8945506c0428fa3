import type { Clock } from '../clock.ts';
import {
  afterAnswer,
  afterFailure,
  attemptInMs,
  attempting,
  type Circuit,
  type CircuitPolicy,
  closed,
} from './circuit.ts';
import { type Bucket, fullBucket, type RateLimit, takeToken, tokenInMs } from './limit.ts';

/** Leave to make one attempt. `probe`: the circuit is open, and this attempt tells whether it closes. */
export type Pass = 'free' | 'probe';

/** When a piece may be tried at the earliest; Unix ms. */
export interface Schedule {
  readonly failedAt: number;
  readonly dueAt: number;
  readonly notBefore: number;
}

/** For what was never tried. */
export const atOnce: Schedule = { failedAt: 0, dueAt: 0, notBefore: 0 };

/** Timers of the platform overflow at 2^31 ms; whoever waits looks at the clock again anyway. */
const longestSleepMs = 3_600_000;

/** Where all workers of a lane wait for leave: backoff, circuit and rate limit in one place. */
export class Gate {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #policy: CircuitPolicy;
  readonly #limit: RateLimit | undefined;
  #bucket: Bucket;
  #circuit: Circuit = closed;
  #closedAt = 0;
  /** The destination asked for a pause until then. */
  #heldUntil = 0;
  readonly #sleepers = new Set<AbortController>();

  /** `signal` ends all waiting. */
  constructor(clock: Clock, policy: CircuitPolicy, limit: RateLimit | undefined, signal: AbortSignal) {
    this.#clock = clock;
    this.#policy = policy;
    this.#limit = limit;
    this.#bucket = limit ? fullBucket(limit, clock.now()) : { tokens: 1, at: 0 };
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  get circuit(): Circuit {
    return this.#circuit;
  }

  /** A pass at once, or undefined when {@link pass} has to wait for it. Throws the signal's reason once it has aborted. */
  tryPass(schedule: Schedule): Pass | undefined {
    this.#signal.throwIfAborted();
    const now = this.#clock.now();
    return this.#waitMs(schedule, now) > 0 ? undefined : this.#take(now);
  }

  /** Waits for a pass; the attempt must then be made. Rejects with the signal's reason on abort. */
  async pass(schedule: Schedule): Promise<Pass> {
    for (;;) {
      const pass = this.tryPass(schedule);
      if (pass !== undefined) return pass;
      await this.#sleep(this.#waitMs(schedule, this.#clock.now()));
    }
  }

  /** Unix ms before which nothing can be tried on this schedule, as far as is known now; Infinity while a probe is under way. */
  earliest(schedule: Schedule): number {
    const now = this.#clock.now();
    return now + this.#waitMs(schedule, now);
  }

  /** The destination answered. */
  answered(): void {
    if (this.#circuit.state !== 'closed') {
      this.#closedAt = this.#clock.now();
      this.#circuit = closed;
      this.#wake();
    }
    this.#circuit = afterAnswer(this.#circuit);
  }

  /** An attempt failed; the destination asked for a pause of `askedMs` (0: it did not). */
  failed(pass: Pass, askedMs: number): void {
    const now = this.#clock.now();
    this.#circuit = afterFailure(this.#circuit, pass === 'probe', this.#policy, now, this.#clock.random());
    if (askedMs > 0) this.#heldUntil = Math.max(this.#heldUntil, now + askedMs);
    this.#wake();
  }

  #take(now: number): Pass {
    if (this.#limit) this.#bucket = takeToken(this.#bucket, this.#limit, now);
    this.#circuit = attempting(this.#circuit);
    return this.#circuit.state === 'probing' ? 'probe' : 'free';
  }

  #waitMs({ failedAt, dueAt, notBefore }: Schedule, now: number): number {
    const asked = Math.max(notBefore, this.#heldUntil) - now;
    if (asked > 0) return asked;
    const attemptMs = attemptInMs(this.#circuit, now);
    if (attemptMs > 0) return attemptMs;
    // Of an open circuit the probe's time counts, not the backoff of the piece that happens to be it; and what failed
    // before the circuit closed again failed for a reason that is gone.
    const backoff = this.#circuit.state === 'closed' && failedAt >= this.#closedAt ? dueAt - now : 0;
    if (backoff > 0) return backoff;
    return this.#limit ? tokenInMs(this.#bucket, this.#limit, now) : 0;
  }

  async #sleep(ms: number): Promise<void> {
    const sleeper = new AbortController();
    this.#sleepers.add(sleeper);
    try {
      await this.#clock.sleep(Math.min(ms, longestSleepMs), sleeper.signal);
    } catch (error) {
      if (!sleeper.signal.aborted) throw error;
    } finally {
      this.#sleepers.delete(sleeper);
    }
  }

  /** Lets everyone who waits look again. */
  #wake(): void {
    for (const sleeper of this.#sleepers) sleeper.abort();
  }
}
