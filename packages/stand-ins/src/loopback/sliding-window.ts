/** Counts what happened within the last `lengthMs`: whenever one looks, no more than `most` may have. */
export class SlidingWindow {
  readonly #most: number;
  readonly #lengthMs: number;
  #times: readonly number[] = [];

  constructor(most: number, lengthMs: number) {
    this.#most = most;
    this.#lengthMs = lengthMs;
  }

  /** Milliseconds from `now` (ms) until one more may be; 0: now. */
  waitMs(now: number): number {
    const times = this.#times.filter((time) => time > now - this.#lengthMs);
    const oldest = times[times.length - this.#most];
    return oldest === undefined ? 0 : oldest + this.#lengthMs - now;
  }

  /** Counts one at `now` (ms) and says true, or says false when it would be one too many. */
  take(now: number): boolean {
    this.#times = this.#times.filter((time) => time > now - this.#lengthMs);
    if (this.#times.length >= this.#most) return false;
    this.#times = [...this.#times, now];
    return true;
  }
}
