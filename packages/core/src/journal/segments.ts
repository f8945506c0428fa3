import type { Sequence } from '../record.ts';
import type { Segment } from './segment.ts';

/** The segments in order. The last one is written to. */
export class Segments {
  readonly #list: Segment[] = [];
  #bytes = 0;

  get list(): readonly Segment[] {
    return this.#list;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get first(): Segment | undefined {
    return this.#list[0];
  }

  get last(): Segment | undefined {
    return this.#list.at(-1);
  }

  /** Adds a segment behind the others. */
  add(segment: Segment): void {
    this.#list.push(segment);
    this.#bytes += segment.bytes;
  }

  /** The last segment grew. */
  grew(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Takes the oldest one out; its file is the caller's to remove. */
  takeFirst(): Segment | undefined {
    const segment = this.#list.shift();
    if (segment === undefined) return undefined;
    segment.removed = true;
    this.#bytes -= segment.bytes;
    return segment;
  }

  /** Takes one out whose file is gone. */
  take(segment: Segment): void {
    const place = this.#list.indexOf(segment);
    if (place === -1) return;
    this.#list.splice(place, 1);
    segment.removed = true;
    this.#bytes -= segment.bytes;
  }

  /** Takes the last one out; its file is the caller's to remove. */
  takeLast(): void {
    const segment = this.#list.pop();
    if (segment === undefined) return;
    segment.removed = true;
    this.#bytes -= segment.bytes;
  }

  /** The segment that holds the sequence; the oldest one when it is gone. */
  holding(sequence: Sequence): Segment | undefined {
    let low = 0;
    let high = this.#list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#list[middle]?.first ?? 0) <= sequence) low = middle;
      else high = middle - 1;
    }
    return this.#list[low];
  }

  /** The segment behind this one; undefined for the last, and for one that is not in the list any more. */
  after(segment: Segment): Segment | undefined {
    const next = this.holding(segment.first);
    if (next !== segment) return undefined;
    return this.#list[this.#list.indexOf(segment) + 1];
  }

  /** The sequence behind the last one that was used before the next segment; undefined for the last segment. */
  end(segment: Segment): Sequence | undefined {
    const next = this.after(segment);
    return next?.head === undefined ? next?.first : next.head.previous + 1;
  }

  /** Where the sequences of a segment end (exclusive): where the next one's begin, whatever this one's file still holds. */
  below(segment: Segment): Sequence {
    return this.after(segment)?.first ?? Number.POSITIVE_INFINITY;
  }
}
