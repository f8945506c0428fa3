import type { ByteString } from '../text/bytes.ts';
import type { TokenReader } from './token-reader.ts';

/** What names mean while one definition is parsed, and how deep the parser is. */
export class Scope {
  readonly hasFunction: (name: ByteString) => boolean;
  readonly #nesting: number;
  #variables: ByteString[] = ['$'];
  #depth: number;

  constructor(hasFunction: (name: ByteString) => boolean, nesting: number, depth: number) {
    this.hasFunction = hasFunction;
    this.#nesting = nesting;
    this.#depth = depth;
  }

  get depth(): number {
    return this.#depth;
  }

  declare(variable: ByteString): void {
    this.#variables.push(variable);
  }

  knows(variable: ByteString): boolean {
    return this.#variables.includes(variable);
  }

  /** Runs something whose variables end with it. */
  withVariables<T>(run: () => T): T {
    const before = this.#variables.length;
    const result = run();
    this.#variables = this.#variables.slice(0, before);
    return result;
  }

  /** Runs something one level deeper. */
  nested<T>(tokens: TokenReader, run: () => T): T {
    if (this.#depth >= this.#nesting) tokens.failLimit('max expression depth exceeded');
    this.#depth += 1;
    const result = run();
    this.#depth -= 1;
    return result;
  }
}
