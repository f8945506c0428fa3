import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { runeAt } from '../text/rune.ts';
import { parseEscape, parseSet } from './parse-set.ts';
import { type Expression, folded, oneOf } from './syntax.ts';

/** A parsed regular expression. */
export interface ParsedRegexp {
  readonly expression: Expression;
  /** Names of the groups by their index; the first, the whole match, has none. */
  readonly groups: readonly (ByteString | undefined)[];
}

/** Go's own limits: how often something may repeat, and how deep groups may nest (there 1000). */
const MOST_REPEATS = 1000;
const DEEPEST = 100;

/** Throws Failure as Go's regexp.Compile does. */
export function regexpProblem(problem: string, part: ByteString): never {
  throw new Failure(`error parsing regexp: ${problem}: \`${part}\``);
}

interface ModeFlags {
  readonly folds: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly ungreedy: boolean;
}

class RegexpParser {
  readonly #text: ByteString;
  #index = 0;
  #depth = 0;
  #flags: ModeFlags = { folds: false, dotAll: false, multiline: false, ungreedy: false };
  readonly groups: (ByteString | undefined)[] = [undefined];

  constructor(text: ByteString) {
    this.#text = text;
  }

  parse(): Expression {
    const expression = this.#choice();
    if (this.#index < this.#text.length) regexpProblem('unexpected )', this.#text);
    return expression;
  }

  #choice(): Expression {
    if (this.#depth >= DEEPEST) regexpProblem('expression nests too deeply', this.#text);
    this.#depth += 1;
    const items = [this.#sequence()];
    while (this.#take('|')) items.push(this.#sequence());
    this.#depth -= 1;
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'choice', items };
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#index)) return false;
    this.#index += text.length;
    return true;
  }

  #sequence(): Expression {
    const items: Expression[] = [];
    while (this.#index < this.#text.length && !/[|)]/.test(this.#text.charAt(this.#index))) {
      if (this.#take('\\Q')) {
        items.push(...this.#quoted());
        continue;
      }
      const item = this.#item();
      if (item !== undefined) items.push(this.#repeated(item));
    }
    return { kind: 'sequence', items };
  }

  #literal(code: number): Expression {
    return { kind: 'one', test: oneOf(code, this.#flags.folds) };
  }

  /** The text between \Q and \E. */
  #quoted(): Expression[] {
    const end = this.#text.indexOf('\\E', this.#index);
    const stop = end < 0 ? this.#text.length : end;
    const items: Expression[] = [];
    while (this.#index < stop) {
      const { code, size } = runeAt(this.#text, this.#index);
      this.#index += size;
      const literal = this.#literal(code);
      items.push(this.#index === stop && end >= 0 ? this.#afterQuote(literal, end) : literal);
    }
    if (end >= 0) this.#index = Math.max(this.#index, end + 2);
    return items;
  }

  #afterQuote(literal: Expression, end: number): Expression {
    this.#index = end + 2;
    return this.#repeated(literal);
  }

  #assertion(assertion: (Expression & { kind: 'assertion' })['assertion']): Expression {
    return { kind: 'assertion', assertion };
  }

  #item(): Expression | undefined {
    const start = this.#index;
    const { code, size } = runeAt(this.#text, start);
    switch (this.#text.charAt(start)) {
      case '(':
        return this.#group();
      case '[': {
        const { test, end } = parseSet(this.#text, start, this.#flags.folds);
        this.#index = end;
        return { kind: 'one', test };
      }
      case '*':
      case '+':
      case '?':
        return regexpProblem('missing argument to repetition operator', this.#operator(start));
      case '{':
        if (this.#counts(start) !== undefined) {
          regexpProblem('missing argument to repetition operator', this.#operator(start));
        }
        break;
      case '\\':
        return this.#escape(start);
    }
    this.#index += size;
    switch (this.#text.slice(start, this.#index)) {
      case '^':
        return this.#assertion(this.#flags.multiline ? 'line start' : 'text start');
      case '$':
        return this.#assertion(this.#flags.multiline ? 'line end' : 'text end');
      case '.':
        return { kind: 'one', test: this.#flags.dotAll ? () => true : (given) => given !== 10 };
      default:
        return this.#literal(code);
    }
  }

  #escape(start: number): Expression {
    const letter = this.#text.charAt(start + 1);
    const assertions = { A: 'text start', z: 'text end', b: 'word boundary', B: 'no word boundary' } as const;
    if (letter === 'A' || letter === 'z' || letter === 'b' || letter === 'B') {
      this.#index += 2;
      return this.#assertion(assertions[letter]);
    }
    const { test, code, end } = parseEscape(this.#text, start);
    this.#index = end;
    if (code !== undefined) return this.#literal(code);
    return { kind: 'one', test: this.#flags.folds ? folded(test) : test };
  }

  #group(): Expression | undefined {
    const start = this.#index;
    if (!this.#text.startsWith('(?', start)) {
      this.#index += 1;
      this.groups.push(undefined);
      return this.#groupBody(this.groups.length - 1);
    }
    const named = /^\(\?P?<([^>]*)>/.exec(this.#text.slice(start));
    if (named !== null && /^\w+$/.test(named[1] ?? '')) {
      this.#index += named[0].length;
      this.groups.push(named[1]);
      return this.#groupBody(this.groups.length - 1);
    }
    if (/^\(\?P?</.test(this.#text.slice(start))) {
      regexpProblem('invalid named capture', named === null ? this.#text.slice(start) : named[0]);
    }
    return this.#flagGroup(start);
  }

  #groupBody(index: number | undefined): Expression {
    const flags = this.#flags;
    const inner = this.#choice();
    this.#flags = flags;
    if (!this.#take(')')) regexpProblem('missing closing )', this.#text);
    return index === undefined ? inner : { kind: 'group', index, inner };
  }

  /** `(?i)`, which lasts to the end of its group, or `(?i:…)`. */
  #flagGroup(start: number): Expression | undefined {
    const before = this.#flags;
    let flags = { ...before };
    let sign = true;
    let some = false;
    for (let index = start + 2; index < this.#text.length; index += 1) {
      const letter = this.#text.charAt(index);
      const ends = letter === ':' || letter === ')';
      const known = ends || letter === '-' || /[imsU]/.test(letter);
      if (!known || (letter === '-' && !sign) || (ends && !sign && !some)) {
        return regexpProblem(
          'invalid or unsupported Perl syntax',
          this.#text.slice(start, index + runeAt(this.#text, index).size),
        );
      }
      if (ends) {
        this.#index = index + 1;
        this.#flags = flags;
        if (letter === ')') return undefined;
        const inner = this.#groupBody(undefined);
        this.#flags = before;
        return inner;
      }
      if (letter === '-') {
        sign = false;
        some = false;
        continue;
      }
      some = true;
      flags = {
        folds: letter === 'i' ? sign : flags.folds,
        multiline: letter === 'm' ? sign : flags.multiline,
        dotAll: letter === 's' ? sign : flags.dotAll,
        ungreedy: letter === 'U' ? sign : flags.ungreedy,
      };
    }
    return regexpProblem('invalid or unsupported Perl syntax', this.#text.slice(start));
  }

  /** The text of a repetition operator, with the `?` that makes it lazy. */
  #operator(start: number): ByteString {
    return /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(this.#text.slice(start))?.[0] ?? '';
  }

  #counts(start: number): readonly [least: number, most: number] | undefined {
    const [text, least = '', comma, most = ''] = /^\{(\d+)(,)?(\d*)\}/.exec(this.#text.slice(start)) ?? [];
    if (text === undefined || (comma === undefined && most !== '') || /^0\d/.test(least) || /^0\d/.test(most))
      return undefined;
    if (comma === undefined) return [Number(least), Number(least)];
    return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)];
  }

  #repeated(item: Expression): Expression {
    let repeated = item;
    let before: number | undefined;
    for (;;) {
      const start = this.#index;
      const operator = this.#operator(start);
      const sign = operator.charAt(0);
      const counts = sign === '{' ? this.#counts(start) : sign === '' ? undefined : COUNTS.get(sign);
      if (counts === undefined) return repeated;
      if (before !== undefined) {
        regexpProblem('invalid nested repetition operator', this.#text.slice(before, start + operator.length));
      }
      const [least, most] = counts;
      if (
        sign === '{' &&
        (least > MOST_REPEATS || (most > MOST_REPEATS && most !== Number.POSITIVE_INFINITY) || least > most)
      ) {
        regexpProblem('invalid repeat count', operator.replace(/\?$/, ''));
      }
      this.#index += operator.length;
      const lazy = operator.length > 1 && operator.endsWith('?');
      repeated = { kind: 'repeat', inner: repeated, least, most, greedy: lazy === this.#flags.ungreedy };
      before = start;
      if (!repeatsWithin(repeated, MOST_REPEATS)) {
        regexpProblem('invalid repeat count', operator.replace(/\?$/, ''));
      }
    }
  }
}

const COUNTS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['*', [0, Number.POSITIVE_INFINITY]],
  ['+', [1, Number.POSITIVE_INFINITY]],
  ['?', [0, 1]],
]);

/** Whether repeats inside repeats stay below a number together. */
function repeatsWithin(expression: Expression, limit: number): boolean {
  switch (expression.kind) {
    case 'repeat': {
      const counted = expression.least > 1 || (expression.most > 1 && expression.most !== Number.POSITIVE_INFINITY);
      const times = expression.most === Number.POSITIVE_INFINITY ? expression.least : expression.most;
      if (!counted) return repeatsWithin(expression.inner, limit);
      return times <= limit && repeatsWithin(expression.inner, Math.floor(limit / Math.max(1, times)));
    }
    case 'group':
      return repeatsWithin(expression.inner, limit);
    case 'sequence':
    case 'choice':
      return expression.items.every((item) => repeatsWithin(item, limit));
    default:
      return true;
  }
}

/** Parses a regular expression. Throws Failure with Go's words. */
export function parseRegexp(text: ByteString): ParsedRegexp {
  const parser = new RegexpParser(text);
  const expression = parser.parse();
  return { expression, groups: parser.groups };
}
