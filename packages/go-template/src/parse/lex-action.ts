import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { encodeRune, runeAt } from '../text/rune.ts';
import { isAlphanumeric, isPrint } from '../text/unicode.ts';
import { scanNumber } from './scan-number.ts';
import { KEYWORDS, type TokenKind } from './token.ts';

export const RIGHT_DELIMITER = '}}';
const SPACES = ' \t\r\n';

/** What stands at a place inside an action: a token up to `end`, or what is wrong there. */
export type Lexeme =
  | { readonly kind: 'error'; readonly text: ByteString }
  | { readonly kind: Exclude<TokenKind, 'error'>; readonly end: number };

function isSpaceAt(source: ByteString, index: number): boolean {
  return index < source.length && SPACES.includes(source.charAt(index));
}

/** The closing delimiter at a place, with its trim marker. */
export function rightDelimiterAt(source: ByteString, index: number): { length: number; trims: boolean } | undefined {
  if (source.startsWith(RIGHT_DELIMITER, index)) return { length: 2, trims: false };
  const trims = isSpaceAt(source, index) && source.startsWith(`-${RIGHT_DELIMITER}`, index + 1);
  return trims ? { length: 4, trims: true } : undefined;
}

/** Go's %#U. */
function describeCharacter(code: number): ByteString {
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return isPrint(code) ? `${number} '${encodeRune(code)}'` : number;
}

function error(text: ByteString): Lexeme {
  return { kind: 'error', text };
}

/** Whether a name may end here. */
function isTerminator(source: ByteString, index: number): boolean {
  if (index >= source.length || isSpaceAt(source, index) || '.,|:)('.includes(source.charAt(index))) return true;
  return source.startsWith(RIGHT_DELIMITER, index);
}

function skipName(source: ByteString, start: number): number {
  let index = start;
  while (index < source.length) {
    const { code, size } = runeAt(source, index);
    if (!isAlphanumeric(code)) break;
    index += size;
  }
  return index;
}

function lexName(source: ByteString, start: number, kind: 'field' | 'variable' | 'identifier'): Lexeme {
  const end = skipName(source, kind === 'identifier' ? start : start + 1);
  if (!isTerminator(source, end)) return error(`bad character ${describeCharacter(runeAt(source, end).code)}`);
  const word = source.slice(start, end);
  if (KEYWORDS.has(word)) return { kind: 'keyword', end };
  return { kind: word === 'true' || word === 'false' ? 'bool' : kind, end };
}

function lexQuoted(source: ByteString, start: number, quote: string): number | undefined {
  for (let index = start + 1; index < source.length; index += 1) {
    const letter = source.charAt(index);
    if (letter === quote) return index + 1;
    if (letter === '\\') index += 1;
    if (index >= source.length || source.charAt(index) === '\n') return undefined;
  }
  return undefined;
}

function lexSpace(source: ByteString, start: number): Lexeme {
  let end = start;
  while (isSpaceAt(source, end)) end += 1;
  // the last space belongs to a trim marker
  if (end - start > 1 && rightDelimiterAt(source, end - 1)?.trims) end -= 1;
  return { kind: 'space', end };
}

function lexNumber(source: ByteString, start: number): Lexeme {
  const first = scanNumber(source, start);
  const syntax = (end: number): Lexeme => error(`bad number syntax: ${quoteString(source.slice(start, end))}`);
  if (!first.good) return syntax(first.end);
  const sign = source.charAt(first.end);
  if (sign !== '+' && sign !== '-') return { kind: 'number', end: first.end };
  const second = scanNumber(source, first.end);
  if (!second.good || source.charAt(second.end - 1) !== 'i') return syntax(second.end);
  return { kind: 'complex', end: second.end };
}

const SINGLE: ReadonlyMap<string, 'assign' | 'pipe' | 'left paren' | 'right paren'> = new Map([
  ['=', 'assign'],
  ['|', 'pipe'],
  ['(', 'left paren'],
  [')', 'right paren'],
] as const);

const QUOTED: ReadonlyMap<string, { kind: 'string' | 'character constant'; problem: string }> = new Map([
  ['"', { kind: 'string', problem: 'unterminated quoted string' }],
  ["'", { kind: 'character constant', problem: 'unterminated character constant' }],
]);

/** Reads what stands inside an action, which is not its closing delimiter. */
export function lexAction(source: ByteString, start: number): Lexeme {
  if (start >= source.length) return error('unclosed action');
  if (isSpaceAt(source, start)) return lexSpace(source, start);
  const { code, size } = runeAt(source, start);
  const letter = source.charAt(start);
  const single = SINGLE.get(letter);
  if (single !== undefined) return { kind: single, end: start + 1 };
  const quoted = QUOTED.get(letter);
  if (quoted !== undefined) {
    const end = lexQuoted(source, start, letter);
    return end === undefined ? error(quoted.problem) : { kind: quoted.kind, end };
  }
  if (letter === ':')
    return source.charAt(start + 1) === '=' ? { kind: 'declare', end: start + 2 } : error('expected :=');
  if (letter === '`') {
    const end = source.indexOf('`', start + 1);
    return end < 0 ? error('unterminated raw quoted string') : { kind: 'raw string', end: end + 1 };
  }
  if (letter === '$') return lexName(source, start, 'variable');
  if (letter === '.' && start + 1 < source.length && !/\d/.test(source.charAt(start + 1))) {
    return lexName(source, start, 'field');
  }
  if (/[.+\-\d]/.test(letter)) return lexNumber(source, start);
  if (isAlphanumeric(code)) return lexName(source, start, 'identifier');
  if (code < 0x80 && isPrint(code)) return { kind: 'char', end: start + size };
  return error(`unrecognized character in action: ${describeCharacter(code)}`);
}
