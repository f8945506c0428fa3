import { join } from 'node:path';
import type { Sequence } from '../record.ts';
import { type Disk, type DiskFile, errorCode } from './disk.ts';
import { magic } from './frame.ts';
import { type Group, type IndexRow, indexStep } from './group.ts';
import type { SegmentHead } from './head.ts';

const nameDigits = 20;

/** Name of the segment whose first sequence this is. */
export function segmentName(first: Sequence): string {
  return `${String(first).padStart(nameDigits, '0')}.log`;
}

/** First sequence of the segment with this file name; undefined when it is no segment's. */
export function firstOfName(name: string): Sequence | undefined {
  if (!/^\d{20}\.log$/.test(name)) return undefined;
  const first = Number(name.slice(0, nameDigits));
  return Number.isSafeInteger(first) && first > 0 ? first : undefined;
}

/** Of one place that cannot be read (EIO); after that its bytes count as damaged. */
const readTries = 3;

/** One file of the journal: records with sequences from `first` on. */
export class Segment {
  readonly name: string;
  readonly path: string;
  readonly first: Sequence;
  /** Of what is durable; beyond it the file may hold what was never acknowledged. */
  bytes: number;
  /** Undefined when it is damaged. */
  readonly head: SegmentHead | undefined;
  /** Its file is gone. */
  removed = false;
  /** Sparse; ascending in both. */
  readonly index: IndexRow[];
  readonly #disk: Disk;
  #file: Promise<DiskFile> | undefined;

  constructor(disk: Disk, directory: string, first: Sequence, bytes: number, head: SegmentHead | undefined) {
    this.#disk = disk;
    this.name = segmentName(first);
    this.path = join(directory, this.name);
    this.first = first;
    this.bytes = bytes;
    this.head = head;
    this.index = [{ offset: magic.length, sequence: first, at: head?.at ?? 0 }];
  }

  /** The group lies at the segment's end, durable. */
  extend(group: Group): void {
    for (const { offset, sequence, at } of group.rows) this.note({ offset: this.bytes + offset, sequence, at });
    this.bytes += group.bytes;
  }

  /** Remembers where a record lies, if no other is remembered near it. */
  note(row: IndexRow): void {
    const { index } = this;
    const last = index.at(-1);
    if (last === undefined || row.offset >= last.offset + indexStep) {
      index.push(row);
      return;
    }
    if (row.offset > last.offset) return;
    const place = index.findIndex((other) => other.offset > row.offset);
    const before = index[place - 1];
    if (before !== undefined && before.sequence < row.sequence) index.splice(place, 0, row);
  }

  /** Reads into `into` from `offset`; what cannot be read becomes zeros, which are no record. */
  async read(into: Uint8Array, offset: number): Promise<void> {
    let read = 0;
    for (let tries = 1; ; tries++) {
      try {
        const file = await this.#open();
        read = await file.read(into, offset);
        break;
      } catch (error) {
        const code = errorCode(error);
        if (code === 'ENOENT' || this.removed) break;
        if (code !== 'EIO') throw error;
        if (tries >= readTries) break;
      }
    }
    into.fill(0, read);
  }

  /** Closes the file for reading; the next read opens it again. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await (await file)?.close();
  }

  #open(): Promise<DiskFile> {
    if (this.#file === undefined) {
      const opening = this.#disk.open(this.path, 'read');
      this.#file = opening;
      opening.catch(() => {
        // Whoever waits for it hears of the failure; the next read tries again.
        if (this.#file === opening) this.#file = undefined;
      });
    }
    return this.#file;
  }
}
