import type { ByteString } from './bytes.ts';
import { encodeRune, isValidRune, runeAt } from './rune.ts';

/** One decoded character of a literal. `byte` is set when an escape named a byte and not a code point. */
export interface LiteralCharacter {
  readonly code: number;
  readonly byte: boolean;
  readonly end: number;
}

const SIMPLE: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 0x5c],
]);
const HEXADECIMAL_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

function escaped(text: ByteString, index: number, quote: string): LiteralCharacter | undefined {
  const letter = text.charAt(index);
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return { code: simple, byte: false, end: index + 1 };
  if (letter === quote && (letter === '"' || letter === "'")) {
    return { code: letter.charCodeAt(0), byte: false, end: index + 1 };
  }
  const length = HEXADECIMAL_LENGTHS.get(letter);
  if (length !== undefined) {
    const digits = text.slice(index + 1, index + 1 + length);
    if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
    const code = Number.parseInt(digits, 16);
    if (letter !== 'x' && !isValidRune(code)) return undefined;
    return { code, byte: letter === 'x', end: index + 1 + length };
  }
  const octal = /^[0-7]{3}/.exec(text.slice(index, index + 3))?.[0];
  const code = octal === undefined ? 256 : Number.parseInt(octal, 8);
  return code > 255 ? undefined : { code, byte: true, end: index + 3 };
}

/** strconv.UnquoteChar at an index of the text; undefined when the syntax is invalid. */
export function unquoteCharacter(text: ByteString, index: number, quote: string): LiteralCharacter | undefined {
  const letter = text.charAt(index);
  if (letter === '' || letter === quote) return undefined;
  if (letter === '\\') return escaped(text, index + 1, quote);
  const rune = runeAt(text, index);
  return { code: rune.code, byte: false, end: index + rune.size };
}

/** strconv.Unquote for the two string forms of Go; undefined when the syntax is invalid. */
export function unquoteString(literal: ByteString): ByteString | undefined {
  const quote = literal.charAt(0);
  if (literal.length < 2 || !literal.endsWith(quote)) return undefined;
  const inside = literal.slice(1, -1);
  if (quote === '`') return inside.includes('`') ? undefined : inside.replaceAll('\r', '');
  if (quote !== '"' || inside.includes('\n')) return undefined;
  const parts: string[] = [];
  for (let index = 0; index < inside.length; ) {
    const character = unquoteCharacter(inside, index, quote);
    if (character === undefined) return undefined;
    // a byte that stands as it is in the literal stays, even when it is not UTF-8
    const raw = inside.charAt(index) !== '\\' && character.end === index + 1;
    parts.push(
      raw ? inside.charAt(index) : character.byte ? String.fromCharCode(character.code) : encodeRune(character.code),
    );
    index = character.end;
  }
  return parts.join('');
}
