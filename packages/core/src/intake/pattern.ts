import { RE2JS, RE2JSException } from 're2js';
import { compileGlob, literalOf } from './glob.ts';

/** One entry of a match field, compiled: a name to look up in a set, a test, or what is wrong with it. */
export type Pattern =
  | { readonly kind: 'exact'; readonly value: string }
  | { readonly kind: 'test'; readonly test: (value: string) => boolean }
  | { readonly kind: 'fault'; readonly message: string };

/**
 * Compiles one entry: `/…/` or `/…/i` is a regular expression in RE2's syntax, found anywhere in the value (linear time, so
 * none can stall the watch); text with `*` or `?` is a glob over the whole value; anything else is an exact name.
 */
export function compilePattern(text: string): Pattern {
  if (text.startsWith('/')) return compileExpression(text);
  const literal = literalOf(text);
  return literal === undefined ? { kind: 'test', test: compileGlob(text) } : { kind: 'exact', value: literal };
}

const lookAround = /\(\?<?[=!]/;

function compileExpression(text: string): Pattern {
  const end = text.lastIndexOf('/');
  if (end === 0)
    return fault(`${text} opens a regular expression and does not close it; write ${text}/, or \\${text} for the text`);
  const source = text.slice(1, end);
  const flags = text.slice(end + 1);
  if (source === '')
    return fault(`${text} is an empty regular expression, which matches everything; remove it or write /.*/`);
  if (flags !== '' && flags !== 'i')
    return fault(`${text} has the flags "${flags}"; only i (any case) is known; write /${source}/ or /${source}/i`);
  try {
    const expression = RE2JS.compile(source, flags === 'i' ? RE2JS.CASE_INSENSITIVE : 0);
    return { kind: 'test', test: (value) => expression.test(value) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const hint = lookAround.test(source)
      ? 'RE2 has no look-ahead or look-behind; say what must not match under not:'
      : 'expected the syntax of RE2 (https://github.com/google/re2/wiki/Syntax)';
    return fault(`${text} is no regular expression: ${error.message.replace(/^error parsing regexp: /, '')}; ${hint}`);
  }
}

function fault(message: string): Pattern {
  return { kind: 'fault', message };
}
