import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { runeAt } from '../text/rune.ts';
import { PERL_CLASSES, POSIX_CLASSES, unicodeClass } from './classes.ts';
import { type CodeTest, folded } from './syntax.ts';

function problem(text: string, part: ByteString): never {
  throw new Failure(`error parsing regexp: ${text}: \`${part}\``);
}

/** What an escape stands for: one code point, or any of a class. */
export interface Escape {
  readonly code?: number;
  readonly test: CodeTest;
  readonly end: number;
}

const CONTROL: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['t', 9],
  ['n', 10],
  ['r', 13],
  ['v', 11],
]);

function single(code: number, end: number): Escape {
  return { code, test: (given) => given === code, end };
}

function unicodeEscape(text: ByteString, start: number): Escape {
  const [whole, letter = '', braced, short = ''] = /^\\([pP])(?:\{([^}]*)\}|([^{]))/.exec(text.slice(start)) ?? [];
  if (whole === undefined) return problem('invalid character class range', text.slice(start));
  const name = braced ?? short;
  const inverted = name.startsWith('^');
  const test = unicodeClass(inverted ? name.slice(1) : name);
  if (test === undefined) return problem('invalid character class range', whole);
  const negated = (letter === 'P') !== inverted;
  return { test: negated ? (code) => !test(code) : test, end: start + whole.length };
}

function numberEscape(text: ByteString, start: number): Escape | undefined {
  const rest = text.slice(start + 1);
  const octal = /^(?:[1-7][0-7]{1,2}|0[0-7]{0,2})/.exec(rest)?.[0];
  if (octal !== undefined) return single(Number.parseInt(octal, 8), start + 1 + octal.length);
  const [whole, short, long] = /^x(?:([\da-fA-F]{2})|\{([\da-fA-F]+)\})/.exec(rest) ?? [];
  if (whole === undefined) return undefined;
  const code = Number.parseInt(short ?? long ?? '', 16);
  return code > 0x10ffff ? undefined : single(code, start + 1 + whole.length);
}

/** Reads an escape, at its backslash. Throws Failure. */
export function parseEscape(text: ByteString, start: number): Escape {
  const letter = text.charAt(start + 1);
  if (letter === '') return problem('trailing backslash at end of expression', '');
  if (letter === 'p' || letter === 'P') return unicodeEscape(text, start);
  const perl = PERL_CLASSES.get(letter.toLowerCase());
  if (perl !== undefined) {
    return { test: letter === letter.toLowerCase() ? perl : (code) => !perl(code), end: start + 2 };
  }
  const control = CONTROL.get(letter);
  if (control !== undefined) return single(control, start + 2);
  const number = numberEscape(text, start);
  if (number !== undefined) return number;
  const { code, size } = runeAt(text, start + 1);
  if (code < 0x80 && !/[0-9A-Za-z]/.test(letter)) return single(code, start + 2);
  const hexadecimal = /^x(?:\{[\da-fA-F]*|[\da-fA-F]?)/.exec(text.slice(start + 1))?.[0];
  const end = hexadecimal === undefined ? start + 1 + size : start + 2 + hexadecimal.length;
  const shown = text.slice(start, letter === 'x' && !text.startsWith('{', start + 2) ? start + 4 : end);
  return problem('invalid escape sequence', shown);
}

/** One end of a range, or a class. */
function setItem(text: ByteString, index: number): Escape {
  if (text.charAt(index) === '\\') return parseEscape(text, index);
  const { code, size } = runeAt(text, index);
  return single(code, index + size);
}

function posixClass(text: ByteString, index: number): Escape | undefined {
  const [whole, inverted, name = ''] = /^\[:(\^?)([^:\]]*):\]/.exec(text.slice(index)) ?? [];
  if (whole === undefined) return undefined;
  const test = POSIX_CLASSES.get(name);
  if (test === undefined) return problem('invalid character class range', whole);
  return { test: inverted === '^' ? (code) => !test(code) : test, end: index + whole.length };
}

/** Reads `[…]`, at its bracket. Throws Failure. */
export function parseSet(text: ByteString, start: number, folds: boolean): { test: CodeTest; end: number } {
  const negated = text.charAt(start + 1) === '^';
  const tests: CodeTest[] = [];
  let index = start + (negated ? 2 : 1);
  for (let first = true; first || text.charAt(index) !== ']'; first = false) {
    if (index >= text.length) problem('missing closing ]', text.slice(start));
    const named = posixClass(text, index);
    const low = named ?? setItem(text, index);
    let { test, end } = low;
    if (low.code !== undefined && text.charAt(end) === '-' && end + 1 < text.length && text.charAt(end + 1) !== ']') {
      const high = setItem(text, end + 1);
      const from = low.code;
      const to = high.code;
      if (to === undefined) return problem('invalid escape sequence', text.slice(end + 1, end + 3));
      if (to < from) return problem('invalid character class range', text.slice(index, high.end));
      test = (code) => code >= from && code <= to;
      end = high.end;
    }
    tests.push(test);
    index = end;
  }
  const any: CodeTest = (code) => tests.some((test) => test(code));
  const matches = folds ? folded(any) : any;
  return { test: negated ? (code) => !matches(code) : matches, end: index + 1 };
}
