import type { ByteString } from '../text/bytes.ts';
import { quoteRune, quoteString } from '../text/quote.ts';

/** Finds what encoding/json says of a text that is not JSON. */
class ProblemFinder {
  readonly #text: ByteString;
  #index = 0;
  #depth = 0;

  constructor(text: ByteString) {
    this.#text = text;
  }

  find(): ByteString | undefined {
    return this.#value() ?? this.#end();
  }

  #skip(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#index))) this.#index += 1;
  }

  /** What is wrong here. Go's scanner sees a space at the end of the text, which words and numbers cannot have. */
  #wrong(context: string, atEnd = 'unexpected end of JSON input'): ByteString {
    const letter = this.#text.charAt(this.#index);
    if (letter === '') return atEnd;
    const shown = letter === "'" ? "'\\''" : letter === '"' ? "'\"'" : quoteRune(letter.charCodeAt(0));
    return `invalid character ${shown} ${context}`;
  }

  #cut(context: string): ByteString {
    return this.#wrong(context, `invalid character ' ' ${context}`);
  }

  #end(): ByteString | undefined {
    this.#skip();
    return this.#index < this.#text.length ? this.#wrong('after top-level value') : undefined;
  }

  #value(): ByteString | undefined {
    this.#skip();
    const letter = this.#text.charAt(this.#index);
    if (letter === '{' || letter === '[') return this.#nested(letter);
    if (letter === '"') return this.#string();
    if (/[-\d]/.test(letter)) return this.#number();
    const word = ['true', 'false', 'null'].find((known) => known.startsWith(letter) && letter !== '');
    return word === undefined ? this.#wrong('looking for beginning of value') : this.#word(word);
  }

  #word(word: string): ByteString | undefined {
    for (const [offset, letter] of Array.from(word).entries()) {
      if (this.#text.charAt(this.#index) !== letter) {
        return this.#cut(offset === 0 ? '' : `in literal ${word} (expecting '${letter}')`);
      }
      this.#index += 1;
    }
    return undefined;
  }

  #nested(open: string): ByteString | undefined {
    // Go's own limit
    if (this.#depth >= 10_000) return 'exceeded max depth';
    this.#depth += 1;
    this.#index += 1;
    const problem = open === '{' ? this.#members() : this.#elements();
    this.#depth -= 1;
    return problem;
  }

  #take(letter: string): boolean {
    this.#skip();
    if (this.#text.charAt(this.#index) !== letter) return false;
    this.#index += 1;
    return true;
  }

  #members(): ByteString | undefined {
    if (this.#take('}')) return undefined;
    for (;;) {
      this.#skip();
      if (this.#text.charAt(this.#index) !== '"') return this.#wrong('looking for beginning of object key string');
      const key = this.#string();
      if (key !== undefined) return key;
      if (!this.#take(':')) return this.#wrong('after object key');
      const value = this.#value();
      if (value !== undefined) return value;
      if (this.#take('}')) return undefined;
      if (!this.#take(',')) return this.#wrong('after object key:value pair');
    }
  }

  #elements(): ByteString | undefined {
    if (this.#take(']')) return undefined;
    for (;;) {
      const value = this.#value();
      if (value !== undefined) return value;
      if (this.#take(']')) return undefined;
      if (!this.#take(',')) return this.#wrong('after array element');
    }
  }

  #string(): ByteString | undefined {
    this.#index += 1;
    for (; this.#index < this.#text.length; this.#index += 1) {
      const letter = this.#text.charAt(this.#index);
      if (letter === '"') {
        this.#index += 1;
        return undefined;
      }
      if (letter < ' ') return this.#wrong('in string literal');
      if (letter !== '\\') continue;
      this.#index += 1;
      const letterAfter = this.#text.charAt(this.#index);
      if (!/["\\/bfnrtu]/.test(letterAfter)) return this.#cut('in string escape code');
      for (let digits = 0; letterAfter === 'u' && digits < 4; digits += 1) {
        this.#index += 1;
        if (!/[\da-fA-F]/.test(this.#text.charAt(this.#index))) return this.#cut('in \\u hexadecimal character escape');
      }
    }
    return 'unexpected end of JSON input';
  }

  #digits(context: string): ByteString | undefined {
    if (!/\d/.test(this.#text.charAt(this.#index))) return this.#cut(context);
    while (/\d/.test(this.#text.charAt(this.#index))) this.#index += 1;
    return undefined;
  }

  #number(): ByteString | undefined {
    if (this.#text.charAt(this.#index) === '-') this.#index += 1;
    const zero = this.#text.charAt(this.#index) === '0';
    const whole = this.#digits('in numeric literal');
    if (whole !== undefined) return whole;
    if (zero) this.#index = this.#text.slice(0, this.#index).search(/0\d*$/) + 1;
    if (this.#text.charAt(this.#index) === '.') {
      this.#index += 1;
      const fraction = this.#digits('after decimal point in numeric literal');
      if (fraction !== undefined) return fraction;
    }
    if (/[eE]/.test(this.#text.charAt(this.#index))) {
      this.#index += 1;
      if (/[+-]/.test(this.#text.charAt(this.#index))) this.#index += 1;
      return this.#digits('in exponent of numeric literal');
    }
    return undefined;
  }
}

/** What encoding/json would say of a text; a sentence that names the text when it would take it. */
export function jsonProblem(text: ByteString): ByteString {
  return new ProblemFinder(text).find() ?? `invalid JSON ${quoteString(text.slice(0, 20))}`;
}
