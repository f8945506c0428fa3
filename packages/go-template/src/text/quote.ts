import type { ByteString } from './bytes.ts';
import { encodeRune, isValidRune, RUNE_ERROR, runes } from './rune.ts';
import { isPrint } from './unicode.ts';

const NAMED: ReadonlyMap<number, string> = new Map([
  [7, '\\a'],
  [8, '\\b'],
  [12, '\\f'],
  [10, '\\n'],
  [13, '\\r'],
  [9, '\\t'],
  [11, '\\v'],
]);

function hexadecimal(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

function escapeRune(code: number, quote: string, asciiOnly: boolean): ByteString {
  if (code === quote.charCodeAt(0) || code === 0x5c) return `\\${String.fromCharCode(code)}`;
  if (isPrint(code) && (!asciiOnly || code < 0x80)) return encodeRune(code);
  const named = NAMED.get(code);
  if (named !== undefined) return named;
  if (code >= 0 && (code < 0x20 || code === 0x7f)) return `\\x${hexadecimal(code, 2)}`;
  const rune = isValidRune(code) ? code : RUNE_ERROR;
  return rune < 0x10000 ? `\\u${hexadecimal(rune, 4)}` : `\\U${hexadecimal(rune, 8)}`;
}

/** strconv.Quote, or QuoteToASCII: a Go string literal. */
export function quoteString(bytes: ByteString, asciiOnly = false): ByteString {
  const parts: string[] = ['"'];
  for (const { code, index, size } of runes(bytes)) {
    const broken = code === RUNE_ERROR && size === 1;
    parts.push(broken ? `\\x${hexadecimal(bytes.charCodeAt(index), 2)}` : escapeRune(code, '"', asciiOnly));
  }
  parts.push('"');
  return parts.join('');
}

/** strconv.QuoteRune, or QuoteRuneToASCII: a Go character literal. */
export function quoteRune(code: number, asciiOnly = false): ByteString {
  return `'${escapeRune(isValidRune(code) ? code : RUNE_ERROR, "'", asciiOnly)}'`;
}

/** strconv.CanBackquote: whether text can be written unchanged between backquotes. */
export function canBackquote(bytes: ByteString): boolean {
  for (const { code, size } of runes(bytes)) {
    if (
      size > 1 ? code === 0xfeff : code === RUNE_ERROR || (code < 0x20 && code !== 9) || code === 0x60 || code === 0x7f
    ) {
      return false;
    }
  }
  return true;
}
