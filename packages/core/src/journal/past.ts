import type { Entry, Sequence } from '../record.ts';
import { bodyKinds, readRevision, revisionTable } from './body.ts';
import type { Damage } from './damage.ts';
import { FrameStream } from './frame-stream.ts';
import { locate } from './locate.ts';
import type { PastReader } from './reader.ts';
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';
import type { Tables } from './tables.ts';
import { type Collection, examinedAtMost } from './tail.ts';

/** Of places kept between reads: a lane that reads on begins in the bytes it has read already. 32 hold 8 MiB. */
const placesAtMost = 32;

interface Place {
  readonly segment: Segment;
  readonly stream: FrameStream;
}

/** Reads entries from the segments. */
export class Past implements PastReader {
  readonly #segments: Segments;
  readonly #tables: Tables;
  readonly #damage: Damage;
  /** By the sequence after which they go on; the least recently used first. */
  readonly #places = new Map<Sequence, Place>();

  constructor(segments: Segments, tables: Tables, damage: Damage) {
    this.#segments = segments;
    this.#tables = tables;
    this.#damage = damage;
  }

  async collect(
    after: Sequence,
    durable: Sequence,
    into: Collection,
    wanted: (entry: Entry) => boolean,
  ): Promise<Sequence> {
    let place: Place | undefined = this.#take(after) ?? (await this.#open(after + 1));
    let through = after;
    let examined = 0;
    while (place !== undefined && examined < examinedAtMost && !into.full) {
      const { segment, stream } = place;
      if (segment.removed) {
        place = await this.#open(through + 1);
        continue;
      }
      const what = stream.next();
      if (what === 'more') await stream.fill();
      else if (what === 'end') {
        const next: Segment | undefined = this.#segments.after(segment);
        if (next === undefined) {
          through = Math.max(through, durable);
          break;
        }
        this.#checkBetween(segment, stream);
        through = Math.max(through, next.first - 1);
        place = this.#begin(next);
      } else if (what === 'hole') {
        this.#tellHole(segment, stream, durable);
      } else if (stream.kind !== bodyKinds.head && stream.sequence > through) {
        examined += 1;
        const fits = await this.#examine(place, into, wanted);
        if (!fits) {
          stream.back();
          through = stream.sequence - 1;
          break;
        }
        through = stream.sequence;
      }
    }
    if (place === undefined) return durable;
    this.#keep(through, place);
    return through;
  }

  /** Unix ms at which the record after `after` came, or one near before it. */
  async timeAfter(after: Sequence): Promise<number | undefined> {
    const segment = this.#segments.holding(after + 1);
    if (segment === undefined) return undefined;
    const row = await locate(segment, after + 1, this.#segments.below(segment));
    return row.at > 0 ? row.at : undefined;
  }

  /** Whether the entry fitted; true for all that is none or not wanted. */
  #examine(
    { segment, stream }: Place,
    into: Collection,
    wanted: (entry: Entry) => boolean,
  ): boolean | Promise<boolean> {
    if (stream.kind !== bodyKinds.revision) return true;
    const table = this.#tables.get(revisionTable(stream.buffer, stream.bodyStart));
    if (table === undefined) return this.#examineWithTable({ segment, stream }, into, wanted);
    const entry = readRevision(stream.buffer, stream.bodyStart, stream.bodyEnd, stream.sequence, table);
    // The stream's buffer is used again, so an entry that goes out gets bytes of its own.
    return !wanted(entry) || into.take({ ...entry, payload: Buffer.from(entry.payload) });
  }

  async #examineWithTable(place: Place, into: Collection, wanted: (entry: Entry) => boolean): Promise<boolean> {
    const { segment, stream } = place;
    const id = revisionTable(stream.buffer, stream.bodyStart);
    const table = await this.#tables.find(id, segment, this.#segments.below(segment));
    if (table !== undefined) return this.#examine(place, into, wanted);
    if (segment.removed) return true;
    // Without its table nobody knows who wants the record: it is as good as damaged.
    const { sequence, offset } = stream;
    this.#damage.tell(segment.name, offset, stream.at - offset, { from: sequence, to: sequence + 1 });
    return true;
  }

  #tellHole(segment: Segment, { hole }: FrameStream, durable: Sequence): void {
    const end = this.#segments.end(segment) ?? durable + 1;
    // What lies beyond the end was written again in the next segment.
    if (hole.to === undefined && hole.from >= end) return;
    this.#damage.tell(segment.name, hole.offset, hole.bytes, { from: hole.from, to: hole.to ?? end });
  }

  /** A segment that is missing, or the end of one that was cut off. */
  #checkBetween(segment: Segment, { hole, expected }: FrameStream): void {
    const toldAsHole = hole.to === undefined && hole.bytes > 0;
    const end = this.#segments.end(segment) ?? expected;
    if (!toldAsHole) this.#damage.tell(segment.name, segment.bytes, 0, { from: expected, to: end });
  }

  async #open(sequence: Sequence): Promise<Place | undefined> {
    const segment = this.#segments.holding(sequence);
    if (segment === undefined) return undefined;
    const below = this.#segments.below(segment);
    const row = await locate(segment, sequence, below);
    return { segment, stream: new FrameStream(segment, row.offset, row.sequence, below) };
  }

  #begin(segment: Segment): Place {
    const offset = segment.index[0]?.offset ?? 0;
    return { segment, stream: new FrameStream(segment, offset, segment.first, this.#segments.below(segment)) };
  }

  #take(after: Sequence): Place | undefined {
    const place = this.#places.get(after);
    this.#places.delete(after);
    return place?.segment.removed ? undefined : place;
  }

  #keep(after: Sequence, place: Place): void {
    this.#places.delete(after);
    this.#places.set(after, place);
    const oldest = this.#places.size > placesAtMost ? this.#places.keys().next().value : undefined;
    if (oldest !== undefined) this.#places.delete(oldest);
  }
}
