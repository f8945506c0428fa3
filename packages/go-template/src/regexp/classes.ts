import type { CodeTest } from './syntax.ts';

function ranges(text: string): CodeTest {
  const pattern = new RegExp(`^[${text}]$`);
  return (code) => code < 0x80 && pattern.test(String.fromCharCode(code));
}

/** `\d` and its like, which know ASCII only. */
export const PERL_CLASSES: ReadonlyMap<string, CodeTest> = new Map([
  ['d', ranges('0-9')],
  ['s', ranges('\\t\\n\\f\\r ')],
  ['w', ranges('0-9A-Za-z_')],
]);

/** `[[:alpha:]]` and its like. */
export const POSIX_CLASSES: ReadonlyMap<string, CodeTest> = new Map([
  ['alnum', ranges('0-9A-Za-z')],
  ['alpha', ranges('A-Za-z')],
  ['ascii', ranges('\\x00-\\x7f')],
  ['blank', ranges('\\t ')],
  ['cntrl', ranges('\\x00-\\x1f\\x7f')],
  ['digit', ranges('0-9')],
  ['graph', ranges('!-~')],
  ['lower', ranges('a-z')],
  ['print', ranges(' -~')],
  ['punct', ranges('!-\\/:-@\\[-`{-~')],
  ['space', ranges('\\t\\n\\v\\f\\r ')],
  ['upper', ranges('A-Z')],
  ['word', ranges('0-9A-Za-z_')],
  ['xdigit', ranges('0-9A-Fa-f')],
]);

const KNOWN = new Map<string, CodeTest>();

/** `\p{Greek}`, `\pL`: a category or script of Unicode; undefined when there is none of the name. */
export function unicodeClass(name: string): CodeTest | undefined {
  const known = KNOWN.get(name);
  if (known !== undefined || !/^[A-Za-z_]+$/.test(name)) return known;
  for (const property of name.length <= 2 ? [name] : [`Script=${name}`, name]) {
    try {
      const pattern = new RegExp(`^\\p{${property}}$`, 'u');
      const test: CodeTest = (code) => pattern.test(String.fromCodePoint(code));
      KNOWN.set(name, test);
      return test;
    } catch (error) {
      // the engine says by a SyntaxError that it knows no such property
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return name === 'Any' ? () => true : undefined;
}

/** Whether a code point is part of a word for `\b`. */
export function isWordCode(code: number | undefined): boolean {
  return code !== undefined && code < 0x80 && /\w/.test(String.fromCharCode(code));
}
