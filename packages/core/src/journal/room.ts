import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { asError, isFull } from './disk.ts';

/** As the appends do that wait for the same disk. */
const retryMs = 1_000;

/** Waiting for room on a full disk. */
export class Room {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #make: (error: Error) => Promise<boolean>;
  readonly #ending = new AbortController();
  readonly #lacking = new Set<Error>();

  /** `make`: tries to make room; true when it did. */
  constructor(clock: Clock, log: Log, make: (error: Error) => Promise<boolean>) {
    this.#clock = clock;
    this.#log = log;
    this.#make = make;
  }

  /** What the disk refuses now, if anybody waits for room. */
  get lacking(): Error | undefined {
    return this.#lacking.values().next().value;
  }

  /** Does `action` once the disk has room for it; `what` it is for, in words. Rejects with any other error, and at the end. */
  async wait<Result>(what: string, action: () => Promise<Result>): Promise<Result> {
    let lacking: Error | undefined;
    try {
      for (;;) {
        try {
          return await action();
        } catch (error) {
          if (!isFull(error) || this.#ending.signal.aborted) throw error;
          if (lacking === undefined)
            this.#log.error({ err: asError(error) }, `the disk has no room for ${what}; it waits`);
          lacking ??= asError(error);
          this.#lacking.add(lacking);
          if (await this.#make(lacking)) continue;
        }
        await this.#clock.sleep(retryMs, this.#ending.signal);
      }
    } finally {
      if (lacking !== undefined) this.#lacking.delete(lacking);
    }
  }

  /** Nobody waits any more. */
  close(): void {
    this.#ending.abort(new Error('the journal was closed while it waited for room on the disk'));
  }
}
