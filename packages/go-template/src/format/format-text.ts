import type { ByteString } from '../text/bytes.ts';
import { canBackquote, quoteString } from '../text/quote.ts';
import { type Flags, type Output, truncated, writePadded } from './flags.ts';

/** `%q`: a Go string literal, in backquotes with `#` where it can be. */
export function writeQuoted(output: Output, flags: Flags, bytes: ByteString): void {
  const text = truncated(flags, bytes);
  const raw = flags.sharp && canBackquote(text);
  // an escape is at most ten times as long as what it stands for
  output.budget.handle(text.length);
  writePadded(output, flags, raw ? `\`${text}\`` : quoteString(text, flags.plus));
}

/** `%x` of text: two hexadecimal digits for each byte. */
export function writeHexadecimalBytes(output: Output, flags: Flags, bytes: ByteString, upper: boolean): void {
  const taken = flags.precision === undefined ? bytes : bytes.slice(0, flags.precision);
  output.budget.produce(taken.length * 2);
  const prefix = flags.sharp ? (upper ? '0X' : '0x') : '';
  const pairs = Array.from(taken, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0'));
  const shown = upper ? pairs.map((pair) => pair.toUpperCase()) : pairs;
  const separated = flags.space ? shown.map((pair) => prefix + pair).join(' ') : prefix + shown.join('');
  writePadded(output, flags, taken === '' ? '' : separated);
}

/** Prints a text; false when the verb is not one for texts. */
export function writeString(output: Output, flags: Flags, bytes: ByteString, verb: string): boolean {
  switch (verb) {
    case 'v':
      if (flags.sharpV) writeQuoted(output, flags, bytes);
      else writePadded(output, flags, truncated(flags, bytes));
      return true;
    case 's':
      writePadded(output, flags, truncated(flags, bytes));
      return true;
    case 'x':
    case 'X':
      writeHexadecimalBytes(output, flags, bytes, verb === 'X');
      return true;
    case 'q':
      writeQuoted(output, flags, bytes);
      return true;
    default:
      return false;
  }
}
