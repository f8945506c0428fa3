import type { Entry, MarkRecord, Sequence, TableRecord } from '../record.ts';

/** A row of a segment's sparse index: a record's place in the file, and when it came (Unix ms). */
export interface IndexRow {
  readonly offset: number;
  readonly sequence: Sequence;
  readonly at: number;
}

/** A record with the sequence it was given. */
export type Numbered =
  | Entry
  | (MarkRecord & { readonly sequence: Sequence })
  | (TableRecord & { readonly sequence: Sequence });

/** How far apart the rows of the sparse index are: a seek reads this much for nothing, and 64 MiB of segment make 1,024 rows. */
export const indexStep = 65_536;

/** Records that become durable together: one write, one fdatasync. */
export class Group {
  readonly first: Sequence;
  readonly records: Numbered[] = [];
  /** The frames, in order. */
  readonly parts: Buffer[] = [];
  /** Offsets count from the group's start. */
  readonly rows: IndexRow[] = [];
  bytes = 0;
  readonly #done = Promise.withResolvers<void>();

  constructor(first: Sequence) {
    this.first = first;
    // Each appender holds this promise and hears of its rejection; a group that holds only a sink table has none.
    this.#done.promise.catch(() => undefined);
  }

  /** Resolves when the group is durable. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  get last(): Sequence {
    return this.first + this.records.length - 1;
  }

  /** Takes in a record whose frame has `bytes` bytes. */
  add(record: Numbered, bytes: number, at: number): void {
    const last = this.rows.at(-1);
    if (last === undefined || this.bytes - last.offset >= indexStep) {
      this.rows.push({ offset: this.bytes, sequence: record.sequence, at });
    }
    this.records.push(record);
    this.bytes += bytes;
  }

  resolve(): void {
    this.#done.resolve();
  }

  reject(error: Error): void {
    this.#done.reject(error);
  }
}
