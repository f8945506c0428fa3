import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import type { Lexer } from './lexer.ts';
import { describeToken, type Token, type TokenKind } from './token.ts';

/** The parser's stop, with the place of the token it had come to. */
export class SyntaxFailure extends Failure {
  readonly line: number;
  readonly position: number;
  /** The template nests too deeply, though Go might have taken it. */
  readonly limit: boolean;

  constructor(text: ByteString, at: Token, limit: boolean) {
    super(text);
    this.line = at.line;
    this.position = at.position;
    this.limit = limit;
  }
}

/** Reads tokens with a look ahead; every definition inside a template has a reader of its own. */
export class TokenReader {
  readonly #lexer: Lexer;
  readonly #name: ByteString;
  readonly #waiting: Token[] = [];
  // the last token that came from the lexer: errors carry its line, even when it was only looked at
  #latest: Token = { kind: 'text', position: 0, line: 0, text: '' };
  /** The line on which the current action began; 0 outside. */
  actionLine = 0;

  constructor(lexer: Lexer, name: ByteString) {
    this.#lexer = lexer;
    this.#name = name;
  }

  next(): Token {
    const waiting = this.#waiting.pop();
    if (waiting !== undefined) return waiting;
    this.#latest = this.#lexer.next();
    return this.#latest;
  }

  /** Puts tokens back; the first given is read first. */
  putBack(...tokens: readonly Token[]): void {
    this.#waiting.push(...tokens.toReversed());
  }

  peek(): Token {
    const token = this.next();
    this.putBack(token);
    return token;
  }

  nextNonSpace(): Token {
    const token = this.next();
    return token.kind === 'space' ? this.nextNonSpace() : token;
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.putBack(token);
    return token;
  }

  isKeyword(token: Token, word: string): boolean {
    return token.kind === 'keyword' && token.text === word;
  }

  expect(kinds: readonly TokenKind[], context: string): Token {
    const token = this.nextNonSpace();
    return kinds.includes(token.kind) ? token : this.unexpected(token, context);
  }

  unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') this.fail(`unexpected ${describeToken(token)} in ${context}`);
    const elsewhere = this.actionLine !== 0 && this.actionLine !== token.line;
    const start = ` started at ${this.#name}:${this.actionLine}`;
    const inAction = token.text.endsWith(' action') ? start : ` in action${start}`;
    return this.fail(token.text + (elsewhere ? inAction : ''));
  }

  fail(text: ByteString): never {
    throw new SyntaxFailure(text, this.#latest, false);
  }

  failLimit(text: ByteString): never {
    throw new SyntaxFailure(text, this.#latest, true);
  }
}
