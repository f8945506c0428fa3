/** Within these milliseconds faulty answers are counted (Bark's FAQ on the public server). */
const windowMs = 5 * 60_000;
const banMs = 24 * 3_600_000;
const mostErrors = 1000;
const mostWrongMethods = 5;

/** The public server's defence: who causes too many errors is shut out for a day. */
export class Bans {
  readonly #now: () => number;
  #errors: { readonly at: number; readonly status: number }[] = [];
  #bannedUntil = 0;

  /** @param now Unix ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  get active(): boolean {
    return this.#now() < this.#bannedUntil;
  }

  /** Notes the status of an answer. */
  note(status: number): void {
    if (status < 400) return;
    const now = this.#now();
    this.#errors = [...this.#errors.filter(({ at }) => at > now - windowMs), { at: now, status }];
    const wrongMethods = this.#errors.filter((one) => one.status === 405).length;
    if (this.#errors.length > mostErrors || wrongMethods > mostWrongMethods) this.#bannedUntil = now + banMs;
  }
}
