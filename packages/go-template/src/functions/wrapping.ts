import type { ByteString } from '../text/bytes.ts';
import { goString } from '../values/make.ts';
import { INT, STRING } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { type Arguments, takes } from './define.ts';

/** Cuts to a width and says so with three dots; `offset` is the first byte that should be seen. */
function abbreviate(text: ByteString, offset: number, width: number): ByteString {
  if (text === '' || text.length <= width) return text;
  let start = Math.min(offset, text.length);
  if (text.length - start < width - 3) start = text.length - (width - 3);
  if (start <= 4) return `${text.slice(0, width - 3)}...`;
  // the library gives nothing back together with its error
  if (width < 7) return '';
  if (start + width - 3 >= text.length) return `...${text.slice(text.length - (width - 3))}`;
  const rest = text.slice(start);
  return `...${width - 3 < 4 ? '' : abbreviate(rest, 0, width - 3)}`;
}

/** goutils.WrapCustom: cuts at spaces so that lines are no longer than the width. */
function wrap(given: Arguments, text: ByteString, width: number, newLine: ByteString, cutsWords: boolean): Value {
  const length = Math.max(1, width);
  const line = newLine === '' ? '\n' : newLine;
  given.budget.produce(text.length + Math.ceil(text.length / length) * line.length);
  const parts: string[] = [];
  let offset = 0;
  while (text.length - offset > length) {
    given.budget.spend();
    if (text.charAt(offset) === ' ') {
      offset += 1;
      continue;
    }
    const space = offset + text.slice(offset, offset + length + 1).lastIndexOf(' ');
    if (space >= offset) {
      parts.push(text.slice(offset, space), line);
      offset = space + 1;
    } else if (cutsWords) {
      parts.push(text.slice(offset, offset + length), line);
      offset += length;
    } else {
      const next = text.indexOf(' ', offset + length);
      if (next < 0) {
        parts.push(text.slice(offset));
        offset = text.length;
      } else {
        parts.push(text.slice(offset, next), line);
        offset = next + 1;
      }
    }
  }
  parts.push(text.slice(offset));
  return goString(parts.join(''));
}

/** Texts cut to a width. */
export const WRAPPING_FUNCTIONS = {
  abbrev: takes([INT, STRING], (given) => {
    const width = given.integer(0);
    const text = given.text(1);
    return goString(width < 4 ? text : abbreviate(text, 0, width));
  }),
  abbrevboth: takes([INT, INT, STRING], (given) => {
    const [left, right, text] = [given.integer(0), given.integer(1), given.text(2)];
    return goString(right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right));
  }),
  wrap: takes([INT, STRING], (given) => wrap(given, given.text(1), given.integer(0), '', false)),
  wrapWith: takes([INT, STRING, STRING], (given) => wrap(given, given.text(2), given.integer(0), given.text(1), true)),
};
