import type { Budget } from '../budget.ts';
import type { ByteString } from '../text/bytes.ts';
import { runeAt } from '../text/rune.ts';
import { Machine, type Match } from './machine.ts';
import { parseRegexp } from './parse-regexp.ts';
import { compileProgram, type Instruction } from './program.ts';

/** A compiled regular expression in RE2's syntax, as Go's *regexp.Regexp. */
export class Regexp {
  readonly #program: readonly Instruction[];
  readonly #groups: readonly (ByteString | undefined)[];
  readonly #text: ByteString;

  /** Throws Failure with Go's words. */
  constructor(text: ByteString) {
    const { expression, groups } = parseRegexp(text);
    this.#program = compileProgram(expression);
    this.#groups = groups;
    this.#text = text;
  }

  find(text: ByteString, budget: Budget): Match | undefined {
    return this.#machine(budget).find(text, 0);
  }

  #machine(budget: Budget): Machine {
    budget.handle(this.#program.length);
    return new Machine(this.#program, this.#groups.length, budget);
  }

  /** All matches; `limit` below 0: all there are. An empty one does not follow a match at once. */
  findAll(text: ByteString, limit: number, budget: Budget): Match[] {
    const machine = this.#machine(budget);
    const matches: Match[] = [];
    let previousEnd = -1;
    for (let index = 0; index <= text.length && (limit < 0 || matches.length < limit); ) {
      const match = machine.find(text, index);
      if (match === undefined) break;
      budget.spend();
      const [start = 0, end = 0] = match;
      const empty = end === index;
      if (!empty || start !== previousEnd) matches.push(match);
      index = !empty ? end : index < text.length ? index + runeAt(text, index).size : index + 1;
      previousEnd = end;
    }
    return matches;
  }

  /** Regexp.ReplaceAllString, with what is put in place of each match. */
  replaceAll(text: ByteString, replacement: (match: Match) => ByteString, budget: Budget): ByteString {
    const machine = this.#machine(budget);
    const parts: ByteString[] = [];
    let length = 0;
    let lastEnd = 0;
    const write = (part: ByteString): void => {
      length += part.length;
      budget.produce(length > budget.limits.outputBytes ? length : part.length);
      parts.push(part);
    };
    for (let index = 0; index <= text.length; ) {
      const match = machine.find(text, index);
      if (match === undefined) break;
      budget.spend();
      const [start = 0, end = 0] = match;
      write(text.slice(lastEnd, start));
      if (end > lastEnd || start === 0) write(replacement(match));
      lastEnd = end;
      const size = index < text.length ? runeAt(text, index).size : 1;
      index = Math.max(index + size, end);
    }
    write(text.slice(lastEnd));
    return parts.join('');
  }

  /** Regexp.Split. */
  split(text: ByteString, limit: number, budget: Budget): ByteString[] | undefined {
    if (limit === 0) return undefined;
    if (this.#text !== '' && text === '') return [''];
    const parts: ByteString[] = [];
    let begin = 0;
    let end = 0;
    for (const [start = 0, stop = 0] of this.findAll(text, limit, budget)) {
      if (limit > 0 && parts.length === limit - 1) break;
      end = start;
      if (stop !== 0) parts.push(text.slice(begin, end));
      begin = stop;
    }
    if (end !== text.length) parts.push(text.slice(begin));
    return parts;
  }

  /** Regexp.Expand: `$1`, `${name}` and `$$` in a template for a replacement. */
  expand(template: ByteString, text: ByteString, match: Match): ByteString {
    return template.replace(
      /\$(?:\$|(\w+)|\{(\w+)\})/g,
      (whole, bare: string | undefined, braced: string | undefined) => {
        const name = bare ?? braced;
        if (name === undefined) return whole === '$$' ? '$' : whole;
        const numbered = /^(0|[1-9]\d*)$/.test(name);
        // of several groups of one name the first that took part counts
        const index = numbered
          ? Number(name)
          : this.#groups.findIndex((group, at) => group === name && (match[at * 2] ?? -1) >= 0);
        const start = match[index * 2] ?? -1;
        return index < 0 || start < 0 ? '' : text.slice(start, match[index * 2 + 1]);
      },
    );
  }
}

/** regexp.QuoteMeta. */
export function quoteMeta(text: ByteString): ByteString {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
