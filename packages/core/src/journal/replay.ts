import type { MarkRecord, RevisionRecord, Sequence } from '../record.ts';
import { bodyKinds, bodyTime, type NumberedTable, noTable, readMark, readRevision, readTable } from './body.ts';
import type { Damage, Missing } from './damage.ts';
import { magic } from './frame.ts';
import { FrameStream, type Hole, step } from './frame-stream.ts';
import { indexStep } from './group.ts';
import { readHead } from './head.ts';
import { Scopes } from './scopes.ts';
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';

type Replayed = RevisionRecord | MarkRecord | NumberedTable;

/** A hole in the last segment, with what was found behind it. */
interface Doubt {
  readonly offset: number;
  readonly bytes: number;
  readonly missing: Missing;
  readonly records: { readonly record: Replayed; readonly sequence: Sequence }[];
  /** First sequence of the commit that the record behind the hole belongs to. */
  readonly commit: Sequence;
  /** A commit that begins here or later shows that the hole was durable. */
  readonly until: Sequence;
}

/**
 * Goes through the end of the journal for the state that it leaves. In the last segment a hole may be damage, or the last commit,
 * of which some blocks reached the disk and others did not. It is damage if a commit follows that began behind it, for that began
 * when what was before it was durable; or if a sink has acknowledged a record of the same commit, for sinks are given only what is
 * durable. Otherwise nothing from the hole on was acknowledged; taking what lies behind it would move the position over what is
 * missing, and the API server would never be asked for it again.
 */
export class Replay {
  readonly scopes = new Scopes();
  table: NumberedTable = noTable;
  /** The last sequence in use. */
  last: Sequence = 0;
  /** Of the segment gone through last: where what is kept of it ends, and how many records it has. */
  end = 0;
  taken = 0;
  readonly #damage: Damage;
  readonly #proven: Sequence;
  #doubts: Doubt[] = [];

  /** `proven`: the highest sequence that was ever acknowledged, so that its commit was durable, and all before it. */
  constructor(damage: Damage, proven: Sequence) {
    this.#damage = damage;
    this.#proven = proven;
  }

  /** Goes through the next segment. */
  async segment(segments: Segments, segment: Segment): Promise<void> {
    const isLast = segment === segments.last;
    const below = segments.below(segment);
    const stream = new FrameStream(segment, magic.length, segment.first, below);
    this.end = segment.bytes;
    this.taken = 0;
    this.last = Math.max(this.last, segment.first - 1);
    let noted = 0;
    let hole = stream.hole;
    for (let what = await step(stream); what !== 'end'; what = await step(stream)) {
      if (what === 'hole') {
        ({ hole } = stream);
        const end = segments.end(segment) ?? below;
        // What lies beyond the end was written again in the next segment.
        const isWrittenAgain = hole.to === undefined && hole.from >= end;
        if (!isLast && !isWrittenAgain)
          this.#tell(segment, hole.offset, hole.bytes, { from: hole.from, to: hole.to ?? end });
        else if (isLast && hole.to === undefined && this.#doubts.length === 0) this.#endWith(segment, hole);
        continue;
      }
      const { sequence, offset } = stream;
      if (offset - noted >= indexStep) {
        noted = offset;
        const at = bodyTime(stream.buffer, stream.bodyStart);
        if (at !== undefined) segment.note({ offset, sequence, at });
      }
      const commit = sequence - stream.place;
      this.#confirm(segment, commit);
      if (isLast && hole.to === sequence) {
        const { offset, bytes, from } = hole;
        const missing = { from, to: sequence };
        // The segment's head is part of its first commit.
        const until = offset === magic.length ? Math.max(sequence, segment.first + 1) : sequence;
        if (commit >= until || commit <= this.#proven) this.#tell(segment, offset, bytes, missing);
        else this.#doubts.push({ offset, bytes, missing, records: [], commit, until });
      }
      this.#read(stream);
    }
    this.#cut(segment);
  }

  /**
   * Behind the hole there is nothing: what follows is written there, or behind the damage when it is known to be that. The position
   * of a damaged last record is lost with it, so the API server shows it again: rather twice than not at all.
   */
  #endWith(segment: Segment, { offset, bytes, from }: Hole): void {
    if (from > this.#proven) {
      this.end = offset;
      return;
    }
    this.#tell(segment, offset, bytes, { from, to: this.#proven + 1 });
    this.last = Math.max(this.last, this.#proven);
    this.taken += 1;
  }

  #read(stream: FrameStream): void {
    const { kind, buffer, bodyStart, bodyEnd, sequence } = stream;
    switch (kind) {
      case bodyKinds.head: {
        const head = readHead(buffer, bodyStart, bodyEnd);
        this.scopes.reset(head.scopes);
        this.table = head.table;
        break;
      }
      case bodyKinds.revision:
        this.#take(readRevision(buffer, bodyStart, bodyEnd, sequence, noTable.table), sequence);
        break;
      case bodyKinds.mark:
        this.#take(readMark(buffer, bodyStart, bodyEnd), sequence);
        break;
      case bodyKinds.table:
        this.#take({ id: sequence, table: readTable(buffer, bodyStart, bodyEnd) }, sequence);
        break;
    }
  }

  #take(record: Replayed, sequence: Sequence): void {
    const doubt = this.#doubts.at(-1);
    if (doubt === undefined) this.#apply(record, sequence);
    else doubt.records.push({ record, sequence });
  }

  #apply(record: Replayed, sequence: Sequence): void {
    this.last = sequence;
    this.taken += 1;
    if ('id' in record) this.table = record;
    else this.scopes.apply(record, sequence);
  }

  /** A commit begins at `commit`: what is missing before it was durable once. */
  #confirm(segment: Segment, commit: Sequence): void {
    for (let doubt = this.#doubts[0]; doubt !== undefined && doubt.until <= commit; doubt = this.#doubts[0]) {
      this.#doubts.shift();
      this.#tell(segment, doubt.offset, doubt.bytes, doubt.missing);
      for (const { record, sequence } of doubt.records) this.#apply(record, sequence);
    }
  }

  #cut(segment: Segment): void {
    const [doubt] = this.#doubts;
    if (doubt === undefined) return;
    this.#doubts = [];
    this.end = doubt.offset;
    const { from } = doubt.missing;
    if (doubt.commit <= from) return;
    // The hole reaches back into a commit that was durable; its sequences were in use.
    this.#tell(segment, doubt.offset, 0, { from, to: doubt.commit });
    this.last = doubt.commit - 1;
  }

  #tell(segment: Segment, offset: number, bytes: number, missing: Missing): void {
    if (missing.to > missing.from || bytes > 0) this.#damage.tell(segment.name, offset, bytes, missing);
  }
}
