import type { Sequence } from '../record.ts';
import { bodyKinds } from './body.ts';
import { bodyLength, frameHead, framePlace, frameSequence, isIntact } from './frame.ts';

/** Of one read. A lane in the past holds this much memory. */
const chunkBytes = 262_144;

/** Where frames come from. */
export interface FrameSource {
  /** Where its bytes end; it may grow. */
  readonly bytes: number;
  /** Fills all of `into`, which does not reach beyond `bytes`. */
  read(into: Uint8Array, offset: number): Promise<void>;
}

/** A stretch of a segment that is no record. */
export interface Hole {
  readonly offset: number;
  readonly bytes: number;
  /** The first sequence that is missing. */
  readonly from: Sequence;
  /** The sequence of the record after it; undefined when the segment ends before another comes. */
  readonly to: Sequence | undefined;
}

/** `more`: call `fill` and go on. `end`: nothing is left, for now. */
export type Step = 'frame' | 'hole' | 'more' | 'end';

/** The frames of a segment, one after the other, in bounded memory. What is no frame is passed over to the next good one, and told. */
export class FrameStream {
  readonly source: FrameSource;
  /** Of the current frame, in `buffer`; valid until the next call of `fill`. */
  buffer: Buffer = Buffer.alloc(0);
  bodyStart = 0;
  bodyEnd = 0;
  /** Of the current frame. */
  offset = 0;
  sequence: Sequence = 0;
  place = 0;
  /** After a step that was a hole. */
  hole: Hole = { offset: 0, bytes: 0, from: 0, to: undefined };
  /** The next sequence if nothing is missing. */
  expected: Sequence;
  readonly #below: Sequence;
  /** File offset of the buffer's first byte, and of its end. */
  #base: number;
  #filled: number;
  #at: number;
  #lostAt: number | undefined;
  #needed = frameHead;

  /** Begins at `offset`, where a frame with `expected` or a later sequence is looked for, but none at or above `below`. */
  constructor(source: FrameSource, offset: number, expected: Sequence, below: Sequence = Number.POSITIVE_INFINITY) {
    this.source = source;
    this.#base = offset;
    this.#filled = offset;
    this.#at = offset;
    this.expected = expected;
    this.#below = below;
  }

  /** Offset of the next frame. */
  get at(): number {
    return this.#at;
  }

  get kind(): number {
    return this.buffer[this.bodyStart] ?? 0;
  }

  /** Moves on. It never waits, so a loop over it must count what it does in one turn. */
  next(): Step {
    for (;;) {
      const end = this.source.bytes;
      if (this.#at >= end) {
        if (this.#lostAt === undefined) return 'end';
        return this.#tellHole(undefined);
      }
      const found = this.#look(end);
      if (found === 'more') return 'more';
      if (found === 'frame') {
        const sequence = frameSequence(this.buffer, this.#at - this.#base);
        if (this.#lostAt !== undefined || sequence !== this.expected) return this.#tellHole(sequence);
        this.#take(sequence);
        return 'frame';
      }
      this.#lostAt ??= this.#at;
      this.#at += 1;
    }
  }

  /** Reads on; only after `more`. */
  async fill(): Promise<void> {
    const kept = this.#filled - this.#at;
    const left = this.source.bytes - this.#at;
    const size = Math.min(left, Math.max(this.#needed, chunkBytes));
    // A fresh buffer for a large record only; else the same one again, with the begun frame moved to its front.
    let buffer = this.buffer;
    const rest = kept > 0 ? this.buffer.subarray(this.#at - this.#base, this.#filled - this.#base) : undefined;
    if (buffer.length < size || (buffer.length > chunkBytes && size <= chunkBytes)) {
      buffer = Buffer.allocUnsafeSlow(size);
    }
    if (rest !== undefined) buffer.set(rest, 0);
    const from = Math.max(0, kept);
    const at = this.#at;
    this.buffer = buffer;
    this.#base = at;
    this.#filled = at + from;
    await this.source.read(buffer.subarray(from, size), at + from);
    this.#filled = at + size;
  }

  /** The current frame comes again. */
  back(): void {
    this.#at = this.offset;
    this.expected = this.sequence;
  }

  #look(end: number): 'frame' | 'bad' | 'more' {
    if (this.#at + frameHead > end) return 'bad';
    if (this.#at + frameHead > this.#filled) return this.#need(frameHead);
    const start = this.#at - this.#base;
    const total = frameHead + bodyLength(this.buffer, start);
    if (total === frameHead || this.#at + total > end) return 'bad';
    const sequence = frameSequence(this.buffer, start);
    // Between the expected sequence and a later one there is not less than a byte for each: chance does not look like a frame.
    if (!(sequence >= this.expected && sequence < this.#below && sequence - this.expected <= end)) return 'bad';
    if (this.#at + total > this.#filled) return this.#need(total);
    return isIntact(this.buffer, start, start + total) ? 'frame' : 'bad';
  }

  #need(bytes: number): 'more' {
    this.#needed = bytes;
    return 'more';
  }

  #take(sequence: Sequence): void {
    const start = this.#at - this.#base;
    this.offset = this.#at;
    this.sequence = sequence;
    this.place = framePlace(this.buffer, start);
    this.bodyStart = start + frameHead;
    this.bodyEnd = this.bodyStart + bodyLength(this.buffer, start);
    this.#at = this.#base + this.bodyEnd;
    this.expected = this.kind === bodyKinds.head ? sequence : sequence + 1;
  }

  #tellHole(to: Sequence | undefined): Step {
    const offset = this.#lostAt ?? this.#at;
    this.hole = { offset, bytes: this.#at - offset, from: this.expected, to };
    this.#lostAt = undefined;
    if (to !== undefined) this.expected = to;
    return 'hole';
  }
}

/** Steps to the next frame or hole, or to the end. Each chunk that is read lets others have their turn. */
export async function step(stream: FrameStream): Promise<'frame' | 'hole' | 'end'> {
  for (;;) {
    const what = stream.next();
    if (what !== 'more') return what;
    await stream.fill();
  }
}
