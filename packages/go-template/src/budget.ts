import { LimitReached } from './failure.ts';

/** What one rendering may use. */
export interface Limits {
  /** Steps: one for each node that runs, and one for each 16 bytes or element that a function handles. */
  readonly steps: number;
  /** Bytes of output, and of any single text made on the way. */
  readonly outputBytes: number;
  /** How deep templates, blocks, parentheses and data may nest. */
  readonly nesting: number;
}

/**
 * 1 000 000 steps take 0.4 s of CPU in a loop that prints numbers, and 2 s in the dearest functions that were measured (snakecase,
 * randAlphaNum, addf; Node 24, a loaded 2-core machine); a notification body needs a few hundred. 1 MiB is above what
 * any chat or webhook destination takes. 400 levels take half of the stack that Node gives its main thread.
 */
export const DEFAULT_LIMITS: Limits = { steps: 1_000_000, outputBytes: 1_048_576, nesting: 400 };

const BYTES_PER_STEP = 16;

/** Counts what one rendering uses and stops it at the limits. */
export class Budget {
  readonly limits: Limits;
  #steps = 0;
  #depth = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Counts steps. Throws LimitReached. */
  spend(steps = 1): void {
    this.#steps += steps;
    if (this.#steps > this.limits.steps) this.stop(`exceeded maximum of ${this.limits.steps} steps`);
  }

  /** Counts the making of a text of this many bytes, before it is made. Throws LimitReached. */
  produce(bytes: number): void {
    this.checkSize(bytes);
    this.spend(Math.ceil(bytes / BYTES_PER_STEP));
  }

  /** Throws LimitReached when a text of this many bytes is too long. */
  checkSize(bytes: number): void {
    if (bytes > this.limits.outputBytes) this.stop(`exceeded maximum of ${this.limits.outputBytes} bytes`);
  }

  /** Whether it can go this many levels deeper. */
  hasRoom(levels = 1): boolean {
    return this.#depth + levels <= this.limits.nesting;
  }

  /** Throws LimitReached. */
  stop(text: string): never {
    throw new LimitReached(text);
  }

  /** Counts the handling of a text or list of this size, whatever its size. Throws LimitReached. */
  handle(size: number): void {
    this.spend(Math.ceil(size / BYTES_PER_STEP));
  }

  /** Runs something one level deeper. Throws LimitReached. */
  nested<T>(run: () => T): T {
    if (!this.hasRoom()) this.stop(`exceeded maximum nesting of ${this.limits.nesting}`);
    this.#depth += 1;
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }
}
