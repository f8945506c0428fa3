/** So many messages in any stretch of so many milliseconds. */
export interface PaceLimit {
  readonly most: number;
  readonly lengthMs: number;
}

/**
 * Keeps to limits whenever their time begins. A message counts from when it was answered: it arrived before that, and the next is sent
 * after, so that a slow network brings no two closer together than they are here.
 */
export class Pace {
  readonly #limits: readonly PaceLimit[];
  readonly #longestMs: number;
  #answered: readonly number[] = [];

  /** @param limits all of them hold */
  constructor(limits: readonly PaceLimit[]) {
    this.#limits = limits;
    this.#longestMs = Math.max(...limits.map(({ lengthMs }) => lengthMs));
  }

  /** Milliseconds until one more may be sent; 0: now. `nowMs` is of a clock that is never set. */
  waitMs(nowMs: number): number {
    const waits = this.#limits.map(({ most, lengthMs }) => {
      const oldest = this.#answered[this.#answered.length - most];
      return oldest === undefined ? 0 : Math.ceil(oldest + lengthMs - nowMs);
    });
    return Math.max(0, ...waits);
  }

  /** Counts one that was answered, or may have arrived. */
  count(nowMs: number): void {
    this.#answered = [...this.#answered.filter((time) => time > nowMs - this.#longestMs), nowMs];
  }
}
