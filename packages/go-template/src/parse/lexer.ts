import type { ByteString } from '../text/bytes.ts';
import { type Lexeme, lexAction, RIGHT_DELIMITER, rightDelimiterAt } from './lex-action.ts';
import type { Token, TokenKind } from './token.ts';

const LEFT_DELIMITER = '{{';
const SPACES = ' \t\r\n';

function isTrimSpace(text: ByteString, index: number): boolean {
  return index < text.length && SPACES.includes(text.charAt(index));
}

/** Cuts a template into tokens, one at a time. After an error there is only the end of input. */
export class Lexer {
  readonly #source: ByteString;
  #position = 0;
  #line = 1;
  #lineAt = 0;
  #inAction = false;
  #parenthesisDepth = 0;
  #failed = false;

  constructor(source: ByteString) {
    this.#source = source;
  }

  next(): Token {
    if (this.#failed) return this.#token('end of input', this.#position, this.#position);
    return this.#inAction ? this.#nextInAction() : this.#nextOutside();
  }

  #lineOf(position: number): number {
    for (; this.#lineAt < position; this.#lineAt += 1) {
      if (this.#source.charCodeAt(this.#lineAt) === 10) this.#line += 1;
    }
    return this.#line;
  }

  #token(kind: TokenKind, start: number, end: number): Token {
    return { kind, position: start, line: this.#lineOf(start), text: this.#source.slice(start, end) };
  }

  #error(start: number, text: ByteString): Token {
    const line = this.#lineOf(start);
    this.#failed = true;
    this.#position = 0;
    return { kind: 'error', position: start, line, text };
  }

  #nextOutside(): Token {
    for (;;) {
      const start = this.#position;
      const opening = this.#source.indexOf(LEFT_DELIMITER, start);
      if (opening < 0) {
        this.#position = this.#source.length;
        const kind = start < this.#position ? 'text' : 'end of input';
        return this.#token(kind, start, this.#position);
      }
      const trims = this.#source.charAt(opening + 2) === '-' && isTrimSpace(this.#source, opening + 3);
      let end = opening;
      if (trims) while (end > start && isTrimSpace(this.#source, end - 1)) end -= 1;
      if (end > start) {
        this.#position = opening;
        return this.#token('text', start, end);
      }
      const inside = opening + (trims ? 4 : 2);
      if (!this.#source.startsWith('/*', inside)) {
        this.#position = inside;
        this.#inAction = true;
        this.#parenthesisDepth = 0;
        return this.#token('left delimiter', opening, opening + 2);
      }
      const problem = this.#skipComment(inside);
      if (problem !== undefined) return problem;
    }
  }

  #skipComment(start: number): Token | undefined {
    const end = this.#source.indexOf('*/', start + 2);
    if (end < 0) return this.#error(start, 'unclosed comment');
    const delimiter = rightDelimiterAt(this.#source, end + 2);
    if (delimiter === undefined) return this.#error(start, 'comment ends before closing delimiter');
    this.#leaveAction(end + 2 + delimiter.length, delimiter.trims);
    return undefined;
  }

  #leaveAction(end: number, trims: boolean): void {
    this.#position = end;
    if (trims) while (isTrimSpace(this.#source, this.#position)) this.#position += 1;
    this.#inAction = false;
  }

  #nextInAction(): Token {
    const start = this.#position;
    const delimiter = rightDelimiterAt(this.#source, start);
    if (delimiter !== undefined) {
      if (this.#parenthesisDepth > 0) return this.#error(start, 'unclosed left paren');
      const from = start + delimiter.length - RIGHT_DELIMITER.length;
      this.#leaveAction(start + delimiter.length, delimiter.trims);
      return this.#token('right delimiter', from, from + RIGHT_DELIMITER.length);
    }
    const lexeme: Lexeme = lexAction(this.#source, start);
    if (lexeme.kind === 'error') return this.#error(start, lexeme.text);
    if (lexeme.kind === 'left paren') this.#parenthesisDepth += 1;
    if (lexeme.kind === 'right paren') {
      this.#parenthesisDepth -= 1;
      if (this.#parenthesisDepth < 0) return this.#error(start, 'unexpected right paren');
    }
    this.#position = lexeme.end;
    return this.#token(lexeme.kind, start, lexeme.end);
  }
}
