import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { runes } from '../text/rune.ts';

export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'character constant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'end of input'
  | 'field'
  | 'identifier'
  | 'left delimiter'
  | 'left paren'
  | 'number'
  | 'pipe'
  | 'raw string'
  | 'right delimiter'
  | 'right paren'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'keyword';

export interface Token {
  readonly kind: TokenKind;
  /** The byte at which it starts. */
  readonly position: number;
  /** From 1. */
  readonly line: number;
  /** Its text; the message of an error. */
  readonly text: ByteString;
}

/** Words with a meaning of their own. The dot and nil are among them: errors show them as `<.>` and `<nil>`. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  '.',
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'nil',
  'range',
  'template',
  'with',
]);

// errors show no more of a token than this
const SHOWN_RUNES = 10;

/** How an error shows a token. */
export function describeToken(token: Token): ByteString {
  if (token.kind === 'end of input') return 'EOF';
  if (token.kind === 'error') return token.text;
  if (token.kind === 'keyword') return `<${token.text}>`;
  if (token.text.length <= SHOWN_RUNES) return quoteString(token.text);
  const end = [...runes(token.text)][SHOWN_RUNES]?.index ?? token.text.length;
  return `${quoteString(token.text.slice(0, end))}...`;
}
