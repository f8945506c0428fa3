import { characterStart } from './character.ts';

/** How a destination counts: UTF-8 bytes, or characters (code points, so an emoji is not cut in two). */
export type Unit = 'bytes' | 'characters';

export interface TruncateOptions {
  /** Default `characters`. */
  readonly unit?: Unit;
  /** Put at the end of a shortened text, and counted. Default `…`. */
  readonly ellipsis?: string;
}

const highSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const lowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/** Length in `unit` of the code point at `index`; `step` is its length in UTF-16 units. */
function costAt(text: string, index: number, unit: Unit): { cost: number; step: number } {
  const code = text.charCodeAt(index);
  const pair = highSurrogate(code) && lowSurrogate(text.charCodeAt(index + 1));
  const step = pair ? 2 : 1;
  if (unit === 'characters') return { cost: 1, step };
  return { cost: pair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3, step };
}

/** Index in `text`, on a code point boundary, of the longest prefix from `start` that fits into `limit`. */
function fit(text: string, start: number, limit: number, unit: Unit): number {
  let left = limit;
  let index = start;
  while (index < text.length) {
    const { cost, step } = costAt(text, index, unit);
    if (cost > left) break;
    left -= cost;
    index += step;
  }
  return index;
}

/**
 * `text` in at most `limit` bytes or characters, cut where a character begins as people see it: no emoji, flag or accented letter is cut in
 * two, as long as one fits. A limit too small for the ellipsis leaves it out.
 */
export function truncate(text: string, limit: number, options: TruncateOptions = {}): string {
  const { unit = 'characters', ellipsis = '…' } = options;
  // A UTF-16 unit is at most 3 bytes of UTF-8, so most texts need no walk.
  if (text.length * (unit === 'bytes' ? 3 : 1) <= limit) return text;
  if (fit(text, 0, limit, unit) === text.length) return text;
  const room = limit - (unit === 'bytes' ? Buffer.byteLength(ellipsis) : Array.from(ellipsis).length);
  if (room < 0) return text.slice(0, characterStart(text, fit(text, 0, limit, unit)));
  return text.slice(0, characterStart(text, fit(text, 0, room, unit))) + ellipsis;
}

/**
 * `text` in parts of at most `limit` bytes or characters each, for message APIs that take several short messages instead of one long.
 * Cut after the last line break of a part where there is one, else where a character begins; the parts joined are the text.
 * @throws RangeError when `limit` is too small for a single character.
 */
export function split(text: string, limit: number, unit: Unit = 'characters'): string[] {
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = fit(text, start, limit, unit);
    if (end === start) throw new RangeError(`split: a limit of ${limit} ${unit} is too small for one character`);
    // Within this part alone: searched back to the beginning, a long text without line breaks would take the square of its length.
    const line = end < text.length ? text.slice(start, end).lastIndexOf('\n') : -1;
    if (end < text.length) end = line >= 0 ? start + line + 1 : characterStart(text, end, start);
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}
