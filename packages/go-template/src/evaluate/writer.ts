import type { Budget } from '../budget.ts';
import type { PipeNode } from '../parse/node.ts';
import type { ByteString } from '../text/bytes.ts';

/** Takes what a template writes. */
export interface Writer {
  /** The template's own text. */
  literal(bytes: ByteString): void;
  /** What an action printed, and the pipeline that made it. */
  value(bytes: ByteString, pipe: PipeNode): void;
  /** All that was written. */
  written(): ByteString;
}

/** Writes everything as it comes, as Go does. Throws LimitReached. */
export class PlainWriter implements Writer {
  readonly #budget: Budget;
  readonly #parts: ByteString[] = [];
  #length = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  literal(bytes: ByteString): void {
    this.#length += bytes.length;
    this.#budget.checkSize(this.#length);
    this.#parts.push(bytes);
  }

  value(bytes: ByteString): void {
    this.literal(bytes);
  }

  written(): ByteString {
    return this.#parts.join('');
  }
}
