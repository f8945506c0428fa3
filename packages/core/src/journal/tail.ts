import type { Entry, Sequence } from '../record.ts';
import type { ReadLimit } from './journal.ts';

/** Durable records with consecutive sequences; `entries` are the revisions among them. */
export interface Stretch {
  readonly first: Sequence;
  readonly last: Sequence;
  readonly bytes: number;
  readonly entries: readonly Entry[];
}

/** Of records that one read looks at: some milliseconds of work at most, and the lane's cursor moves on in between. */
export const examinedAtMost = 4_096;

/** Collects wanted entries until a limit is reached. */
export class Collection {
  readonly entries: Entry[] = [];
  #bytes = 0;
  readonly #limit: ReadLimit;

  constructor(limit: ReadLimit) {
    this.#limit = limit;
  }

  /** False when the entry does not fit any more; the first always does. */
  take(entry: Entry): boolean {
    if (this.entries.length > 0 && this.#bytes + entry.payload.length > this.#limit.maxBytes) return false;
    this.entries.push(entry);
    this.#bytes += entry.payload.length;
    return true;
  }

  get full(): boolean {
    return this.entries.length >= this.#limit.maxEvents || this.#bytes >= this.#limit.maxBytes;
  }
}

/** The newest stretches, in memory: a lane that keeps up reads no file. The oldest go when there are too many bytes. */
export class Tail {
  readonly #maxBytes: number;
  readonly #dropped: (stretch: Stretch) => void;
  readonly #stretches: Stretch[] = [];
  #bytes = 0;

  constructor(maxBytes: number, dropped: (stretch: Stretch) => void = () => undefined) {
    this.#maxBytes = maxBytes;
    this.#dropped = dropped;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The first sequence held; undefined when empty. */
  get first(): Sequence | undefined {
    return this.#stretches[0]?.first;
  }

  push(stretch: Stretch): void {
    this.#stretches.push(stretch);
    this.#bytes += stretch.bytes;
    while (this.#bytes > this.#maxBytes && this.#stretches.length > 1) this.#drop();
  }

  /** Adds the wanted entries after `after`, which must be in the tail or just before it; returns the last sequence examined. */
  collect(after: Sequence, into: Collection, wanted: (entry: Entry) => boolean): Sequence {
    let through = after;
    let examined = 0;
    for (let index = this.#find(after + 1); index < this.#stretches.length; index++) {
      const stretch = this.#stretches[index];
      if (stretch === undefined) break;
      const { entries, last } = stretch;
      for (let place = find(entries, through); place < entries.length; place++) {
        const entry = entries[place];
        if (entry === undefined) break;
        if (wanted(entry) && !into.take(entry)) return entry.sequence - 1;
        examined += 1;
        if (into.full || examined >= examinedAtMost) return entry.sequence;
      }
      through = last;
    }
    return through;
  }

  /** The first entry after `after`. */
  entryAfter(after: Sequence): Entry | undefined {
    for (let index = this.#find(after + 1); index < this.#stretches.length; index++) {
      const entries = this.#stretches[index]?.entries ?? [];
      const entry = entries[find(entries, after)];
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** All entries from `sequence` on. */
  entriesFrom(sequence: Sequence): Entry[] {
    return this.#stretches
      .slice(this.#find(sequence))
      .flatMap(({ entries }) => entries.filter((entry) => entry.sequence >= sequence));
  }

  #drop(): void {
    const oldest = this.#stretches.shift();
    if (oldest === undefined) return;
    this.#bytes -= oldest.bytes;
    this.#dropped(oldest);
  }

  /** Index of the stretch that holds the sequence, or of the first one behind it. */
  #find(sequence: Sequence): number {
    let low = 0;
    let high = this.#stretches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#stretches[middle]?.last ?? 0;
      if (last < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Index of the first entry after `after`. */
function find(entries: readonly Entry[], after: Sequence): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.sequence ?? 0) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
