import type { Clock } from '../clock.ts';
import { commitDelayMs } from './commit-delay.ts';

/** Something that can be made to survive a power loss. */
export interface Syncable {
  sync(): Promise<void>;
}

/**
 * Syncs files one at a time and at most once an interval each, off the event loop: however many cursors move, they take
 * one thread of the pool, and the commits of the journal keep the others.
 */
export class SyncRounds {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #due = new Map<Syncable, PromiseWithResolvers<void>>();
  #running = false;
  #startedAt = Number.NEGATIVE_INFINITY;
  #hurried = false;
  #idle = Promise.resolve();

  constructor(clock: Clock, intervalMs: number) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  /** Resolves when what is in the file now is on disk. */
  sync(file: Syncable): Promise<void> {
    let due = this.#due.get(file);
    if (due === undefined) {
      due = Promise.withResolvers<void>();
      this.#due.set(file, due);
    }
    if (!this.#running) {
      this.#running = true;
      this.#idle = this.#run();
    }
    return due.promise;
  }

  /** Waits for no interval any more; resolves when nothing is due. */
  async settle(): Promise<void> {
    this.#hurried = true;
    await this.#idle;
  }

  async #run(): Promise<void> {
    // What moves in the same turn of the event loop is one round.
    await Promise.resolve();
    while (this.#due.size > 0) {
      const delayMs = this.#hurried ? 0 : commitDelayMs(this.#clock.now(), this.#startedAt, this.#intervalMs);
      if (delayMs > 0) {
        await this.#clock.sleep(delayMs);
        continue;
      }
      this.#startedAt = this.#clock.now();
      const round = this.#due;
      this.#due = new Map();
      for (const [file, due] of round) await file.sync().then(due.resolve, due.reject);
    }
    this.#running = false;
  }
}
