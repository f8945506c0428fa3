import { SlidingWindow } from '../loopback/index.ts';
import { type Fields, says } from './fields.ts';

/** What the application's administrator sees. */
export interface Credentials {
  readonly corpId: string;
  readonly secret: string;
}

/** Seconds for which a token holds (developer.work.weixin.qq.com/document/path/91039). */
const tokenSeconds = 7200;
/** Tokens that may be fetched in a minute: the page only says that who fetches often is blocked. */
const fetchesPerMinute = 20;

/** Gives out tokens: the same one as long as it holds. */
export class Tokens {
  readonly #credentials: Credentials;
  readonly #now: () => number;
  readonly #fetches: SlidingWindow;
  readonly #revoked = new Set<string>();
  readonly #known = new Set<string>();
  #current: { readonly token: string; readonly expiresAt: number } | undefined;
  #count = 0;

  /** @param now Unix ms */
  constructor(credentials: Credentials, now: () => number) {
    this.#credentials = credentials;
    this.#now = now;
    this.#fetches = new SlidingWindow(fetchesPerMinute, 60_000);
  }

  /** Tokens that were made so far. */
  get count(): number {
    return this.#count;
  }

  fetch(corpId: string | null, secret: string | null): Fields {
    if (corpId === null) return says(41002, 'corpid missing');
    if (secret === null) return says(41004, 'corpsecret missing');
    const now = this.#now();
    if (!this.#fetches.take(now)) return says(45009, 'api freq out of limit');
    if (corpId !== this.#credentials.corpId) return says(40013, 'invalid corpid');
    if (secret !== this.#credentials.secret) return says(40001, 'invalid credential');
    if (this.#current === undefined || this.#current.expiresAt <= now) {
      this.#current = { token: `token-${++this.#count}-of-the-application`, expiresAt: now + tokenSeconds * 1000 };
      this.#known.add(this.#current.token);
    }
    const { token, expiresAt } = this.#current;
    return says(0, 'ok', { access_token: token, expires_in: Math.floor((expiresAt - now) / 1000) });
  }

  /** Ends all tokens before their time, as WeCom may. */
  revoke(): void {
    for (const token of this.#known) this.#revoked.add(token);
    this.#current = undefined;
  }

  /** What is said against a token; undefined: nothing. */
  objection(token: string | null): Fields | undefined {
    if (token === null || token === '') return says(41001, 'access_token missing');
    if (!this.#known.has(token) || this.#revoked.has(token)) return says(40014, 'invalid access_token');
    const holds = this.#current?.token === token && this.#current.expiresAt > this.#now();
    return holds ? undefined : says(42001, 'access_token expired');
  }
}
