import type { ByteString } from '../text/bytes.ts';
import { quoteRune } from '../text/quote.ts';
import { encodeRune, RUNE_ERROR } from '../text/rune.ts';
import { isPrint } from '../text/unicode.ts';
import { type Flags, type Output, writePadded } from './flags.ts';

const BASES: ReadonlyMap<string, number> = new Map([
  ['v', 10],
  ['d', 10],
  ['b', 2],
  ['o', 8],
  ['O', 8],
  ['x', 16],
  ['X', 16],
]);
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['b', '0b'],
  ['x', '0x'],
  ['X', '0X'],
]);

function writeDigits(output: Output, flags: Flags, integer: bigint, verb: string, base: number, sharp: boolean): void {
  const negative = integer < 0n;
  const plain = (negative ? -integer : integer).toString(base);
  const withoutZeros = { ...flags, zero: false };
  if (flags.precision === 0 && integer === 0n) {
    writePadded(output, withoutZeros, '');
    return;
  }
  const signed = negative || flags.plus || flags.space;
  const zeros = flags.zero && !flags.minus && flags.width !== undefined ? flags.width - (signed ? 1 : 0) : 0;
  const least = flags.precision ?? zeros;
  output.budget.produce(least);
  let digits = (verb === 'X' ? plain.toUpperCase() : plain).padStart(least, '0');
  if (sharp && base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
  if (sharp) digits = (PREFIXES.get(verb) ?? '') + digits;
  if (verb === 'O') digits = `0o${digits}`;
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  writePadded(output, withoutZeros, sign + digits);
}

/** Go's fmt0x64: hexadecimal, with `0x` or without, whatever the flags say. */
export function writeHexadecimal(output: Output, flags: Flags, integer: bigint, prefix: boolean): void {
  writeDigits(output, flags, integer, 'x', 16, prefix);
}

function codeOf(integer: bigint): number {
  return integer < 0n || integer > 0x10ffffn ? RUNE_ERROR : Number(integer);
}

function unicodeText(flags: Flags, integer: bigint): ByteString {
  const code = BigInt.asUintN(64, integer);
  const digits = code.toString(16).toUpperCase();
  const number = `U+${digits.padStart(Math.max(4, flags.precision ?? 0), '0')}`;
  const shown = flags.sharp && code <= 0x10ffffn && isPrint(Number(code));
  return shown ? `${number} '${encodeRune(Number(code))}'` : number;
}

/** Prints an integer; false when the verb is not one for integers. */
export function writeInteger(output: Output, flags: Flags, integer: bigint, verb: string, unsigned: boolean): boolean {
  const base = BASES.get(verb);
  if (verb === 'v' && flags.sharpV && unsigned) {
    writeHexadecimal(output, flags, integer, true);
  } else if (base !== undefined) {
    writeDigits(output, flags, integer, verb, base, flags.sharp);
  } else if (verb === 'c') {
    writePadded(output, flags, encodeRune(codeOf(integer)));
  } else if (verb === 'q') {
    writePadded(output, flags, quoteRune(codeOf(integer), flags.plus));
  } else if (verb === 'U') {
    output.budget.produce(flags.precision ?? 0);
    writePadded(output, { ...flags, zero: false }, unicodeText(flags, integer));
  } else {
    return false;
  }
  return true;
}
