/** Lines at once: a start-up or a stack of failures fits. */
const burst = 300;
/** Lines per second afterwards: a sink is silent when healthy, so this is a flood already; it costs the main thread about 1 ms a second. */
const perSecond = 50;

/** How many log lines a sink may send: a token bucket, and a count of what it withheld. */
export class LineBudget {
  #tokens = burst;
  #at: number;
  #dropped = 0;

  /** @param now ms of any steady clock, as in {@link take} */
  constructor(now: number) {
    this.#at = now;
  }

  /** Whether a line may be sent at `now`; `crowded`: the host is behind with those it has. A line that may not is counted. */
  take(now: number, crowded: boolean): boolean {
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    if (crowded || this.#tokens < 1) {
      this.#dropped++;
      return false;
    }
    this.#tokens--;
    return true;
  }

  /** Lines withheld since it was last asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }
}
