import { SlidingWindow } from '../loopback/index.ts';

/** Several limits that hold together. */
export class Limits {
  readonly #windows: readonly SlidingWindow[];

  constructor(...windows: readonly (readonly [most: number, lengthMs: number])[]) {
    this.#windows = windows.map(([most, lengthMs]) => new SlidingWindow(most, lengthMs));
  }

  /** Counts one at `now` (ms) and says 0, or says how many milliseconds too early it is. */
  take(now: number): number {
    const waitMs = Math.max(...this.#windows.map((window) => window.waitMs(now)));
    if (waitMs === 0) for (const window of this.#windows) window.take(now);
    return waitMs;
  }
}
