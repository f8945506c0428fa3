import type { AccessKey } from './access-key.ts';

/** How long before its end another key is fetched: milliseconds at most, and the part of the life that it still has. */
const margin = { mostMs: 10 * 60_000, part: 0.1 } as const;

/** Milliseconds until the next try, when fetching failed while the key still holds. */
const againMs = 30_000;

/** Keeps a key, and fetches the next one before it ends. */
export class KeyCache {
  readonly #fetch: (signal: AbortSignal) => Promise<AccessKey>;
  readonly #now: () => number;
  readonly #warn: (error: unknown) => void;
  #kept: AccessKey | undefined;
  #until = 0;

  /**
   * @param now Unix ms
   * @param warn told why no new key came, when the one there is still holds
   */
  constructor(fetch: (signal: AbortSignal) => Promise<AccessKey>, now: () => number, warn: (error: unknown) => void) {
    this.#fetch = fetch;
    this.#now = now;
    this.#warn = warn;
  }

  /** A key that holds. @throws what fetching it throws */
  async get(signal: AbortSignal): Promise<AccessKey> {
    const kept = this.#kept;
    if (kept !== undefined && this.#now() < this.#until) return kept;
    try {
      const key = await this.#fetch(signal);
      const lifeMs = key.expiresAt - this.#now();
      this.#kept = key;
      this.#until =
        lifeMs === Number.POSITIVE_INFINITY ? lifeMs : key.expiresAt - Math.min(margin.mostMs, lifeMs * margin.part);
      return key;
    } catch (error) {
      if (kept === undefined || this.#now() >= kept.expiresAt || signal.aborted) throw error;
      this.#warn(error);
      this.#until = Math.min(this.#now() + againMs, kept.expiresAt);
      return kept;
    }
  }

  /** Forgets a key that was refused; another one, fetched meanwhile, stays. */
  refuse(key: AccessKey): void {
    if (this.#kept === key) this.#kept = undefined;
  }
}
