import { Failure } from '../failure.ts';
import { textOf } from '../format/print.ts';
import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { mapRunes, runes } from '../text/rune.ts';
import { isSpace, toLower, toUpper } from '../text/unicode.ts';
import { goBool, goInteger, goMap, goString, goStrings } from '../values/make.ts';
import { ANY, INT, mapOf, STRING } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { textFrom } from './convert.ts';
import { type Arguments, takes, takesMany } from './define.ts';

/** A function of one text. */
export function ofText(make: (text: ByteString, given: Arguments) => ByteString) {
  return takes([STRING], (given) => goString(make(given.text(0), given)));
}

/** A function of an option and a text: the text comes last, so that it can come from a pipeline. */
function ofTwoTexts(make: (option: ByteString, text: ByteString) => ByteString) {
  return takes([STRING, STRING], (given) => goString(make(given.text(0), given.text(1))));
}

function tests(decide: (option: ByteString, text: ByteString) => boolean) {
  return takes([STRING, STRING], (given) => goBool(decide(given.text(0), given.text(1))));
}

/** strings.TrimSpace. */
export function trimSpace(text: ByteString): ByteString {
  let start = 0;
  let end = 0;
  let begun = false;
  for (const { code, index, size } of runes(text)) {
    if (isSpace(code)) {
      if (!begun) start = index + size;
    } else {
      begun = true;
      end = index + size;
    }
  }
  return begun ? text.slice(start, end) : '';
}

function trimAll(cutset: ByteString, text: ByteString): ByteString {
  const cut = new Set(Array.from(runes(cutset), ({ code }) => code));
  const all = [...runes(text)];
  const first = all.findIndex(({ code }) => !cut.has(code));
  const last = all.findLast(({ code }) => !cut.has(code));
  const start = all[first]?.index;
  return start === undefined || last === undefined ? '' : text.slice(start, last.index + last.size);
}

/** strings.Split, and SplitN with a limit: an empty separator cuts after each character. */
export function splitText(text: ByteString, separator: ByteString, limit = -1): ByteString[] {
  if (limit === 0) return [];
  const parts =
    separator === ''
      ? Array.from(runes(text), ({ index, size }) => text.slice(index, index + size))
      : text.split(separator);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

function replaceText(given: Arguments): Value {
  const [old, replacement, text] = [given.text(0), given.text(1), given.text(2)];
  const parts = old === '' ? ['', ...splitText(text, ''), ''] : text.split(old);
  given.budget.produce(text.length + (parts.length - 1) * replacement.length);
  return goString(parts.join(replacement));
}

function repeatText(given: Arguments): Value {
  const count = given.integer(0);
  const text = given.text(1);
  if (count < 0) throw new Failure('strings: negative Repeat count');
  given.budget.produce(count * text.length);
  return goString(text.repeat(text === '' ? 0 : count));
}

function indentText(given: Arguments): ByteString {
  const spaces = given.integer(0);
  const text = given.text(1);
  if (spaces < 0) throw new Failure('strings: negative Repeat count');
  given.budget.produce(text.length + spaces * text.split('\n').length);
  const filling = ' '.repeat(spaces);
  return filling + text.replaceAll('\n', `\n${filling}`);
}

function sliceText(text: ByteString, start: number | undefined, end: number | undefined): ByteString {
  const to = end ?? text.length;
  const problem = 'runtime error: slice bounds out of range';
  if (to < 0) throw new Failure(`${problem} [:${to}]`);
  if (to > text.length) throw new Failure(`${problem} [:${to}] with length ${text.length}`);
  if ((start ?? 0) > to) throw new Failure(`${problem} [${start}:${to}]`);
  return text.slice(start ?? 0, to);
}

function substring(given: Arguments): Value {
  const [start, end, text] = [given.integer(0), given.integer(1), given.text(2)];
  if (start < 0) return goString(sliceText(text, undefined, end));
  return goString(sliceText(text, start, end < 0 || end > text.length ? undefined : end));
}

function truncate(given: Arguments): Value {
  const count = given.integer(0);
  const text = given.text(1);
  if (count < 0) return goString(text.length + count > 0 ? text.slice(text.length + count) : text);
  return goString(text.slice(0, count));
}

function splitMap(given: Arguments, text: ByteString, limit: number): Value {
  const parts = splitText(text, given.text(0), limit);
  given.budget.spend(parts.length);
  return goMap(
    mapOf(STRING, STRING),
    parts.map((part, index) => [goString(`_${index}`), goString(part)]),
  );
}

/** The values that are not nil. */
function present(given: Arguments): Value[] {
  return given.values().filter(({ kind }) => kind !== 'invalid');
}

/** What sprig's join and toStrings make of a value: the texts of its elements, or its own. */
export function textsFrom(value: Value, given: Arguments): ByteString[] {
  if (value.kind === 'invalid') return [];
  if (value.kind !== 'slice') return [textFrom(value, given.environment)];
  return (value.elements ?? []).flatMap((element) => {
    const inner = element.kind === 'interface' ? element.inner : element;
    return inner === undefined ? [] : [textFrom(inner, given.environment)];
  });
}

function joinTexts(given: Arguments): Value {
  const texts = textsFrom(given.value(1), given);
  const separator = given.text(0);
  given.budget.produce(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return goString(texts.join(separator));
}

/** Texts: what sprig takes from Go's package strings. */
export const STRINGS_FUNCTIONS = {
  upper: ofText((text) => mapRunes(text, toUpper)),
  lower: ofText((text) => mapRunes(text, toLower)),
  trim: ofText(trimSpace),
  trimAll: ofTwoTexts(trimAll),
  trimall: ofTwoTexts(trimAll),
  trimSuffix: ofTwoTexts((suffix, text) => (text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text)),
  trimPrefix: ofTwoTexts((prefix, text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  contains: tests((part, text) => text.includes(part)),
  hasPrefix: tests((prefix, text) => text.startsWith(prefix)),
  hasSuffix: tests((suffix, text) => text.endsWith(suffix)),
  replace: takes([STRING, STRING, STRING], replaceText),
  repeat: takes([INT, STRING], repeatText),
  substr: takes([INT, INT, STRING], substring),
  trunc: takes([INT, STRING], truncate),
  indent: takes([INT, STRING], (given) => goString(indentText(given))),
  nindent: takes([INT, STRING], (given) => goString(`\n${indentText(given)}`)),
  plural: takes([STRING, STRING, INT], (given) => goString(given.integer(2) === 1 ? given.text(0) : given.text(1))),
  split: takes([STRING, STRING], (given) => splitMap(given, given.text(1), -1)),
  splitn: takes([STRING, INT, STRING], (given) => splitMap(given, given.text(2), given.integer(1))),
  splitList: takes([STRING, STRING], (given) => goStrings(splitText(given.text(1), given.text(0)))),
  join: takes([STRING, ANY], joinTexts),
  toString: takes([ANY], (given) => goString(textFrom(given.value(0), given.environment))),
  toStrings: takes([ANY], (given) => goStrings(textsFrom(given.value(0), given))),
  quote: takesMany([ANY], (given) =>
    goString(
      present(given)
        .map((value) => quoteString(textFrom(value, given.environment)))
        .join(' '),
    ),
  ),
  squote: takesMany([ANY], (given) =>
    goString(
      present(given)
        .map((value) => `'${textOf(value, given.environment)}'`)
        .join(' '),
    ),
  ),
  cat: takesMany([ANY], (given) =>
    goString(
      present(given)
        .map((value) => textOf(value, given.environment))
        .join(' '),
    ),
  ),
  atoi: takes([STRING], (given) => {
    const text = given.text(0);
    const integer = /^[+-]?\d+$/.test(text) ? BigInt(text) : 0n;
    const largest = 2n ** 63n;
    return goInteger(integer >= largest ? largest - 1n : integer < -largest ? -largest : integer);
  }),
};
