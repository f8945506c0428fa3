import type { ByteString } from '../text/bytes.ts';
import { runeAt } from '../text/rune.ts';
import { isAlphanumeric } from '../text/unicode.ts';

// what Go's lexer takes for a number, which is more than what is one: the parser judges it
const NUMBER =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;

/** Reads a number; `good` is false when letters follow it, the first of which `end` includes. */
export function scanNumber(source: ByteString, start: number): { good: boolean; end: number } {
  NUMBER.lastIndex = start;
  const end = start + (NUMBER.exec(source)?.[0].length ?? 0);
  if (end >= source.length) return { good: true, end };
  const { code, size } = runeAt(source, end);
  return isAlphanumeric(code) ? { good: false, end: end + size } : { good: true, end };
}
