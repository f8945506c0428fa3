/** What is compared: a revision by its id and event time (Unix ms). */
export interface Timed {
  readonly id: string;
  readonly eventAt: number;
}

/**
 * Ids kept of the revisions that share the newest event time. Times in whole seconds make it as many as a second's events; of
 * those beyond this number a new epoch repeats some.
 */
const idsLimit = 10_000;

/** The newest event time seen, and who has it. */
export class Newest {
  #at: number;
  /** An array, for it is filled per event and read only when an epoch begins. */
  #ids: string[];

  constructor(at = 0, ids: Iterable<string> = []) {
    this.#at = at;
    this.#ids = [...ids];
  }

  /** Unix ms; 0: nothing was seen. */
  get at(): number {
    return this.#at;
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  notice(id: string, eventAt: number): void {
    if (eventAt < this.#at) return;
    if (eventAt > this.#at) {
      this.#at = eventAt;
      this.#ids = [];
    }
    if (this.#ids.length < idsLimit) this.#ids.push(id);
  }

  /** Notices everything that another has seen. */
  include(other: Newest): void {
    for (const id of other.#ids) this.notice(id, other.#at);
  }
}
