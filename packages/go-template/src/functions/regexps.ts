import { Failure } from '../failure.ts';
import { quoteMeta, Regexp } from '../regexp/regexp.ts';
import type { ByteString } from '../text/bytes.ts';
import { canBackquote, quoteString } from '../text/quote.ts';
import { goBool, goSlice, goString, goStrings, STRINGS } from '../values/make.ts';
import { INT, STRING } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { type Arguments, type Definition, takes } from './define.ts';
import { ofText } from './strings.ts';

const COMPILED = new Map<ByteString, Regexp>();
// a template has a handful of expressions, unless it makes them of its data
const MOST_COMPILED = 200;

function compiled(text: ByteString, given: Arguments): Regexp {
  given.budget.handle(text.length * 8);
  const known = COMPILED.get(text);
  if (known !== undefined) return known;
  const made = new Regexp(text);
  if (COMPILED.size >= MOST_COMPILED) COMPILED.clear();
  COMPILED.set(text, made);
  return made;
}

/** regexp.MustCompile's panic. */
function compiledOrPanic(text: ByteString, given: Arguments): Regexp {
  try {
    return compiled(text, given);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const shown = canBackquote(text) ? `\`${text}\`` : quoteString(text);
    throw new Failure(`regexp: Compile(${shown}): ${error.text}`);
  }
}

type Use = (regexp: Regexp, given: Arguments) => Value;

/** A function in its two forms: the one with `must` fails with the error alone. */
function bothForms(name: string, parameters: Definition['parameters'], use: Use): Record<string, Definition> {
  return {
    [name]: takes(parameters, (given) => use(compiledOrPanic(given.text(0), given), given)),
    [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: takes(parameters, (given) =>
      use(compiled(given.text(0), given), given),
    ),
  };
}

function stringsOrNil(texts: readonly ByteString[] | undefined): Value {
  return texts === undefined || texts.length === 0 ? goSlice(STRINGS) : goStrings(texts);
}

function matches(regexp: Regexp, given: Arguments): Value {
  return goBool(regexp.find(given.text(1), given.budget) !== undefined);
}

/** Regular expressions in RE2's syntax. */
export const REGEXP_FUNCTIONS: Readonly<Record<string, Definition>> = {
  ...bothForms('regexMatch', [STRING, STRING], matches),
  // unlike the others, this one takes a wrong expression for one that does not match
  regexMatch: takes([STRING, STRING], (given) => {
    try {
      return matches(compiled(given.text(0), given), given);
    } catch (error) {
      if (error instanceof Failure) return goBool(false);
      throw error;
    }
  }),
  ...bothForms('regexFind', [STRING, STRING], (regexp, given) => {
    const text = given.text(1);
    const match = regexp.find(text, given.budget);
    return goString(match === undefined ? '' : text.slice(match[0], match[1]));
  }),
  ...bothForms('regexFindAll', [STRING, STRING, INT], (regexp, given) => {
    const text = given.text(1);
    const found = regexp.findAll(text, given.integer(2), given.budget);
    return stringsOrNil(found.map(([start, end]) => text.slice(start, end)));
  }),
  ...bothForms('regexReplaceAll', [STRING, STRING, STRING], (regexp, given) => {
    const [text, template] = [given.text(1), given.text(2)];
    return goString(regexp.replaceAll(text, (match) => regexp.expand(template, text, match), given.budget));
  }),
  ...bothForms('regexReplaceAllLiteral', [STRING, STRING, STRING], (regexp, given) => {
    const replacement = given.text(2);
    return goString(regexp.replaceAll(given.text(1), () => replacement, given.budget));
  }),
  ...bothForms('regexSplit', [STRING, STRING, INT], (regexp, given) => {
    const parts = regexp.split(given.text(1), given.integer(2), given.budget);
    return parts === undefined ? goSlice(STRINGS) : goStrings(parts);
  }),
  regexQuoteMeta: ofText(quoteMeta),
};
