import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** One line per message in this time (ms); the rest is counted into the next. */
const quietMs = 60_000;

/** Warnings about the stream's content, which may come thousands a second: each message is logged at most once a minute, with how often it came. */
export class Warnings {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #last = new Map<string, { at: number; left: number }>();

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  warn(fields: object, message: string): void {
    const now = this.#clock.now();
    const last = this.#last.get(message);
    if (last !== undefined && now - last.at < quietMs) {
      last.left++;
      return;
    }
    this.#last.set(message, { at: now, left: 0 });
    this.#log.warn(last === undefined || last.left === 0 ? fields : { ...fields, moreOfTheSame: last.left }, message);
  }
}
