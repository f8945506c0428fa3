import type { ByteString } from '../text/bytes.ts';
import { encodeRune, mapRunes, RUNE_ERROR, runes } from '../text/rune.ts';
import {
  isDigit,
  isLetter,
  isLower,
  isNumber,
  isPunctuation,
  isSpace,
  isTitle,
  isUpper,
  toLower,
  toTitle,
  toUpper,
} from '../text/unicode.ts';
import { ofText } from './strings.ts';

function isConnector(code: number): boolean {
  return code === 0x2d || code === 0x5f || isSpace(code);
}

/** strings.Title: a word begins after what is neither letter, digit nor underscore. */
function title(text: ByteString): ByteString {
  let begins = true;
  return mapRunes(text, (code) => {
    const changed = begins ? toTitle(code) : code;
    begins = code < 0x80 ? !/\w/.test(String.fromCharCode(code)) : !isLetter(code) && !isDigit(code) && isSpace(code);
    return changed;
  });
}

function untitle(text: ByteString): ByteString {
  let begins = true;
  return mapRunes(text, (code) => {
    const changed = begins && !isSpace(code) ? toLower(code) : code;
    begins = isSpace(code);
    return changed;
  });
}

function swapCase(text: ByteString): ByteString {
  let afterSpace = true;
  return mapRunes(text, (code) => {
    const small = isLower(code);
    const cased = small || isUpper(code) || isTitle(code);
    const changed = small ? (afterSpace ? toTitle(code) : toUpper(code)) : cased ? toLower(code) : code;
    afterSpace = !cased && isSpace(code);
    return changed;
  });
}

/** The library under sprig goes through bytes and writes each as a character of its own. */
function initials(text: ByteString): ByteString {
  const parts: string[] = [];
  let begins = true;
  for (const byte of text) {
    const code = byte.charCodeAt(0);
    if (isSpace(code)) begins = true;
    else {
      if (begins) parts.push(encodeRune(code));
      begins = false;
    }
  }
  return parts.join('');
}

/** As with initials; a text without spaces stays as it is. */
function withoutSpace(text: ByteString): ByteString {
  const kept = Array.from(text, (byte) => byte.charCodeAt(0)).filter((code) => !isSpace(code));
  return kept.length === text.length ? text : kept.map(encodeRune).join('');
}

/** xstrings.ToPascalCase: `http_server` becomes `HttpServer`; connectors at the start stay. */
function pascalCase(text: ByteString): ByteString {
  const codes = Array.from(runes(text), ({ code }) => code);
  const start = codes.findIndex((code) => !isConnector(code));
  if (start < 0) return codes.map(encodeRune).join('');
  const result = codes.slice(0, start);
  const [first = 0, ...rest] = codes.slice(start);
  let previous = toUpper(first);
  let upperRun = isUpper(first);
  for (const given of rest) {
    let code = given;
    if (isConnector(code) && isConnector(previous)) {
      result.push(previous);
      previous = code;
      continue;
    }
    if (isConnector(previous)) {
      upperRun = isUpper(code);
      code = toUpper(code);
    } else {
      if (upperRun) {
        if (isUpper(code)) code = toLower(code);
        else upperRun = false;
      }
      result.push(previous);
    }
    previous = code;
  }
  result.push(previous);
  return result.map(encodeRune).join('');
}

type WordKind = 'invalid' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';
interface Word {
  readonly kind: WordKind;
  readonly codes: readonly number[];
}

/** Chinese characters are letters, but of no alphabet. */
function isAlphabet(code: number): boolean {
  const chinese =
    (code >= 0x4e00 && code <= 0x9fcc) || (code >= 0x3400 && code <= 0x4d85) || (code >= 0x20000 && code <= 0x2b81d);
  return isLetter(code) && !chinese;
}

function isSmall(code: number): boolean {
  return isAlphabet(code) && !isUpper(code);
}

function isOther(code: number): boolean {
  return !isConnector(code) && !isAlphabet(code) && !isNumber(code) && !isPunctuation(code);
}

/** Cuts a text into words, one at a time; after the last comes an invalid one (package xstrings). */
class Words {
  readonly #codes: readonly number[];
  #start = 0;

  constructor(codes: readonly number[]) {
    this.#codes = codes;
  }

  get isEmpty(): boolean {
    return this.#start >= this.#codes.length;
  }

  next(): Word {
    const { kind, end } = this.#wordAt(this.#start);
    const codes = this.#codes.slice(this.#start, end);
    this.#start = end;
    return { kind, codes };
  }

  #endWhile(from: number, belongs: (code: number) => boolean): number {
    let end = from;
    while (end < this.#codes.length && belongs(this.#codes[end] ?? 0)) end += 1;
    return end;
  }

  #wordAt(start: number): { kind: WordKind; end: number } {
    const first = this.#codes[start];
    const next = start + 1;
    if (first === undefined) return { kind: 'invalid', end: start };
    if (isConnector(first)) return { kind: 'connector', end: this.#endWhile(next, isConnector) };
    if (isPunctuation(first)) return { kind: 'punctuation', end: this.#endWhile(next, isPunctuation) };
    if (isUpper(first)) return { kind: 'upper', end: this.#endOfCapitals(next) };
    if (isAlphabet(first)) return { kind: 'alphabet', end: this.#endWhile(next, isSmall) };
    if (isNumber(first)) return { kind: 'number', end: this.#endWhile(next, isNumber) };
    return { kind: 'other', end: this.#endWhile(next, isOther) };
  }

  #endOfCapitals(next: number): number {
    const second = this.#codes[next];
    if (second === undefined || !isAlphabet(second)) return next;
    if (!isUpper(second)) return this.#endWhile(next, isSmall);
    const end = this.#endWhile(next, isUpper);
    // the last capital of HTTPStatus begins the next word
    return end < this.#codes.length && isAlphabet(this.#codes[end] ?? 0) ? end - 1 : end;
  }
}

/** xstrings' ToSnakeCase and ToKebabCase. */
function separated(text: ByteString, connector: string): ByteString {
  const words = new Words(Array.from(runes(text), ({ code }) => code).filter((code) => code !== RUNE_ERROR));
  const parts: string[] = [];
  const write = ({ kind, codes }: Word): void => {
    parts.push(
      kind === 'connector'
        ? connector.repeat(codes.length)
        : codes.map((code) => encodeRune(kind === 'upper' && isUpper(code) ? toLower(code) : code)).join(''),
    );
  };
  const separates = ({ kind }: Word): boolean => kind !== 'connector' && kind !== 'punctuation';
  const writeRun = (start: Word): Word => {
    let word = start;
    while (word.kind === 'alphabet' || word.kind === 'number') {
      write(word);
      word = words.next();
    }
    return word;
  };
  let word = words.next();
  while (!words.isEmpty) {
    if (word.kind !== 'connector') write(word);
    const before = word;
    word = words.next();
    if (before.kind === 'number') {
      word = writeRun(word);
      if (word.kind !== 'invalid' && separates(word)) parts.push(connector);
    } else if (before.kind === 'connector') {
      write(before);
    } else if (before.kind !== 'punctuation') {
      if (word.kind !== 'number') {
        if (separates(word)) parts.push(connector);
      } else if (!words.isEmpty) {
        const number = word;
        word = words.next();
        if (word.kind === 'alphabet') {
          parts.push(connector);
          write(number);
          word = writeRun(word);
          if (word.kind !== 'invalid' && separates(word)) parts.push(connector);
        } else {
          // a number belongs to the word before it
          write(number);
          if (separates(word)) parts.push(connector);
        }
      }
    }
  }
  write(word);
  return parts.join('');
}

/** Upper and lower case, and words written as names. */
export const CASING_FUNCTIONS = {
  title: ofText(title),
  untitle: ofText(untitle),
  swapcase: ofText(swapCase),
  initials: ofText(initials),
  nospace: ofText(withoutSpace),
  camelcase: ofText(pascalCase),
  snakecase: ofText((text) => separated(text, '_')),
  kebabcase: ofText((text) => separated(text, '-')),
};
