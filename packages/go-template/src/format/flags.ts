import type { Budget } from '../budget.ts';
import type { ByteString } from '../text/bytes.ts';
import { runeAt, runeCount } from '../text/rune.ts';

/** The flags, width and precision of one verb of a format. */
export interface Flags {
  sharp: boolean;
  zero: boolean;
  plus: boolean;
  minus: boolean;
  space: boolean;
  /** `%#v`: as Go source. */
  sharpV: boolean;
  /** `%+v`: with field names. */
  plusV: boolean;
  width: number | undefined;
  precision: number | undefined;
}

export function noFlags(): Flags {
  return {
    sharp: false,
    zero: false,
    plus: false,
    minus: false,
    space: false,
    sharpV: false,
    plusV: false,
    width: undefined,
    precision: undefined,
  };
}

/** Collects what is printed, within the budget. */
export class Output {
  readonly budget: Budget;
  #parts: ByteString[] = [];
  #length = 0;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  write(bytes: ByteString): void {
    this.#length += bytes.length;
    this.budget.produce(this.#length > this.budget.limits.outputBytes ? this.#length : bytes.length);
    this.#parts.push(bytes);
  }

  text(): ByteString {
    return this.#parts.join('');
  }
}

/** Writes a text, filled up to the width. Zeros fill only on the left. */
export function writePadded(output: Output, flags: Flags, bytes: ByteString): void {
  const missing = flags.width === undefined ? 0 : flags.width - runeCount(bytes);
  if (missing <= 0) {
    output.write(bytes);
    return;
  }
  output.budget.produce(missing);
  const filling = (flags.zero && !flags.minus ? '0' : ' ').repeat(missing);
  output.write(flags.minus ? bytes + filling : filling + bytes);
}

/** The text cut to the precision, in code points. */
export function truncated(flags: Flags, bytes: ByteString): ByteString {
  if (flags.precision === undefined) return bytes;
  let end = 0;
  for (let count = 0; count < flags.precision && end < bytes.length; count += 1) end += runeAt(bytes, end).size;
  return bytes.slice(0, end);
}
