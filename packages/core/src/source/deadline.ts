import type { Clock } from '../clock.ts';
import { type Failure, RequestFailure } from './failure.ts';

/** A signal that aborts when an outer one does, or with `failure` when its time is over. To be released when the work is done. */
export class Deadline {
  readonly #clock: Clock;
  readonly #outer: AbortSignal;
  readonly #controller = new AbortController();
  readonly #stop = () => this.#controller.abort(this.#outer.reason);
  #timer = new AbortController();

  constructor(clock: Clock, outer: AbortSignal, ms: number, failure: Failure) {
    this.#clock = clock;
    this.#outer = outer;
    if (outer.aborted) this.#stop();
    else outer.addEventListener('abort', this.#stop, { once: true });
    this.#arm(ms, failure);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives `ms` from now on. */
  restart(ms: number, failure: Failure): void {
    this.suspend();
    this.#timer = new AbortController();
    this.#arm(ms, failure);
  }

  /** No limit until the next restart. */
  suspend(): void {
    this.#timer.abort();
  }

  release(): void {
    this.#timer.abort();
    this.#outer.removeEventListener('abort', this.#stop);
  }

  #arm(ms: number, failure: Failure): void {
    const timer = this.#timer;
    this.#clock.sleep(ms, timer.signal).then(
      () => this.#controller.abort(new RequestFailure(failure)),
      (error: unknown) => {
        // The sleep was called off; anything else is a broken clock, which must not leave the work without a limit.
        if (!timer.signal.aborted) this.#controller.abort(error);
      },
    );
  }
}
