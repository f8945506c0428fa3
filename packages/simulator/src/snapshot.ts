import type { Revision } from './revision.ts';

/** The living events at one revision, in key order. */
export class Snapshot {
  readonly revision: number;
  readonly #all: readonly Revision[];

  constructor(revision: number, all: readonly Revision[]) {
    this.revision = revision;
    this.#all = all;
  }

  /** Those whose key starts with `prefix`, from `start` on (a key; undefined is the first). */
  range(prefix: string, start: string | undefined): readonly Revision[] {
    const from = this.#firstAtOrAfter(start === undefined || start < prefix ? prefix : start);
    const to = prefix === '' ? this.#all.length : this.#firstAtOrAfter(`${prefix.slice(0, -1)}0`);
    return this.#all.slice(from, to);
  }

  /** Binary search. */
  #firstAtOrAfter(key: string): number {
    let low = 0;
    let high = this.#all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const one = this.#all[middle];
      if (one && one.key < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
