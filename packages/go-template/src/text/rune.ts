import type { ByteString } from './bytes.ts';

/** What Go puts in place of bytes that are not UTF-8. */
export const RUNE_ERROR = 0xfffd;
const MAXIMUM_RUNE = 0x10ffff;

/** One code point of a byte string, with the place and number of its bytes. */
export interface Rune {
  readonly code: number;
  readonly index: number;
  readonly size: number;
}

function continuation(bytes: ByteString, index: number): number {
  const byte = bytes.charCodeAt(index);
  return byte >= 0x80 && byte < 0xc0 ? byte & 0x3f : -1;
}

/** Decodes the code point that starts at a byte; invalid bytes are RUNE_ERROR of size 1 (package unicode/utf8). */
export function runeAt(bytes: ByteString, index: number): Rune {
  const invalid = { code: RUNE_ERROR, index, size: 1 };
  const first = bytes.charCodeAt(index);
  if (first < 0x80) return { code: first, index, size: 1 };
  const size =
    first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0;
  if (size === 0 || Number.isNaN(first)) return invalid;
  let code = first & (0x7f >> size);
  for (let offset = 1; offset < size; offset += 1) {
    const bits = continuation(bytes, index + offset);
    if (bits < 0) return invalid;
    code = (code << 6) | bits;
  }
  const smallest = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  return code < smallest || !isValidRune(code) ? invalid : { code, index, size };
}

/** Whether a number is a code point that UTF-8 can carry. */
export function isValidRune(code: number): boolean {
  return code >= 0 && code <= MAXIMUM_RUNE && (code < 0xd800 || code > 0xdfff);
}

/** The UTF-8 bytes of a code point; an impossible one becomes U+FFFD. */
export function encodeRune(code: number): ByteString {
  const rune = isValidRune(code) ? code : RUNE_ERROR;
  if (rune < 0x80) return String.fromCharCode(rune);
  const last = 0x80 | (rune & 0x3f);
  if (rune < 0x800) return String.fromCharCode(0xc0 | (rune >> 6), last);
  const middle = 0x80 | ((rune >> 6) & 0x3f);
  if (rune < 0x10000) return String.fromCharCode(0xe0 | (rune >> 12), middle, last);
  return String.fromCharCode(0xf0 | (rune >> 18), 0x80 | ((rune >> 12) & 0x3f), middle, last);
}

/** All code points of a byte string, in order. */
export function* runes(bytes: ByteString): Generator<Rune> {
  for (let index = 0; index < bytes.length; ) {
    const rune = runeAt(bytes, index);
    yield rune;
    index += rune.size;
  }
}

/** The number of code points. */
export function runeCount(bytes: ByteString): number {
  let count = 0;
  for (let index = 0; index < bytes.length; count += 1) {
    index += bytes.charCodeAt(index) < 0x80 ? 1 : runeAt(bytes, index).size;
  }
  return count;
}

/** Replaces every code point by what `change` makes of it (strings.Map). */
export function mapRunes(bytes: ByteString, change: (code: number) => number): ByteString {
  const parts: string[] = [];
  for (const rune of runes(bytes)) parts.push(encodeRune(change(rune.code)));
  return parts.join('');
}
