/** A token as the API gave it. */
export interface Token {
  readonly text: string;
  /** Milliseconds of the clock that was passed in. */
  readonly expiresAt: number;
}

/**
 * How long before its end a token is no longer used, for it must hold until the message arrives: milliseconds, and the part of the life
 * that it still has. Some APIs give the same token again until it ends, and then a fixed time alone would mean to ask with each message.
 */
const margin = { mostMs: 5 * 60_000, part: 0.1 } as const;

/** Keeps a token for as long as it holds: who asks for one too often is shut out. */
export class TokenCache {
  readonly #fetch: (signal: AbortSignal) => Promise<Token>;
  readonly #now: () => number;
  #kept: { readonly text: string; readonly until: number } | undefined;
  #asked: Promise<string> | undefined;

  /**
   * @param fetch asks the API for a token
   * @param now milliseconds of a clock that is never set
   */
  constructor(fetch: (signal: AbortSignal) => Promise<Token>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** A token that holds, fetched when there is none; who asks meanwhile waits for that one. @throws what fetching it throws */
  get(signal: AbortSignal): Promise<string> {
    const kept = this.#kept;
    if (kept !== undefined && this.#now() < kept.until) return Promise.resolve(kept.text);
    this.#asked ??= this.#ask(signal);
    return this.#asked;
  }

  async #ask(signal: AbortSignal): Promise<string> {
    this.#kept = undefined;
    try {
      const { text, expiresAt } = await this.#fetch(signal);
      const lifeMs = expiresAt - this.#now();
      this.#kept = { text, until: expiresAt - Math.min(margin.mostMs, lifeMs * margin.part) };
      return text;
    } finally {
      this.#asked = undefined;
    }
  }

  /** Forgets a token that the API refused; another one, fetched meanwhile, stays. */
  refuse(token: string): void {
    if (this.#kept?.text === token) this.#kept = undefined;
  }
}
