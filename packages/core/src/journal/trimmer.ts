import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Sequence } from '../record.ts';
import { bodyKinds, readRevision, revisionTable } from './body.ts';
import type { KeptCursor } from './cursor.ts';
import type { Placed } from './cursor-state.ts';
import { asError, type Disk, isFull } from './disk.ts';
import { FrameStream, step } from './frame-stream.ts';
import type { JournalObserver } from './journal.ts';
import { mayMakeRoom, type Retained, type RetentionLimits, type TrimReason, trimCount } from './retention.ts';
import type { Scopes } from './scopes.ts';
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';
import type { Tables } from './tables.ts';

/** Whose places trimming looks at. */
export interface TrimmedCursors {
  all(): Iterable<KeptCursor>;
  /** The lowest position of all; undefined when there is no cursor. */
  low(): Sequence | undefined;
}

/** What the trimmer works on. */
export interface TrimmerParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly segments: Segments;
  readonly scopes: Scopes;
  readonly tables: Tables;
  readonly cursors: TrimmedCursors;
  readonly limits: RetentionLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: JournalObserver;
}

/** Age moves slowly: a look a minute, when something is appended, is enough. */
const lookEveryMs = 60_000;

/** Drops whole segments from the old end, and says what sinks lost by it. */
export class Trimmer {
  readonly #parts: TrimmerParts;
  #running: Promise<void> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: TrimmerParts) {
    this.#parts = parts;
  }

  /** Looks for segments to drop, in the background; resolves when that is done. A failure is logged: the next look tries again. */
  trim(): Promise<void> {
    this.#running ??= this.#trim().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Trims if the last look is some time ago. */
  trimIfDue(): void {
    const now = this.#parts.clock.now();
    if (now >= this.#lookedAt && now - this.#lookedAt < lookEveryMs) return;
    this.#lookedAt = now;
    void this.trim();
  }

  /** On a full disk: drops the oldest history that every sink has; true when there was any. */
  async makeRoom(error: Error): Promise<boolean> {
    const { segments, scopes, cursors, observer } = this.#parts;
    if (!isFull(error)) return false;
    await this.#running;
    const acknowledged = cursors.low() ?? Number.POSITIVE_INFINITY;
    if (!mayMakeRoom(retained(segments), acknowledged, scopes.unmarkedFrom())) return false;
    await this.#drop('room');
    observer.size(segments.bytes, segments.list.length);
    return true;
  }

  async #trim(): Promise<void> {
    const { segments, scopes, limits, clock, log, observer } = this.#parts;
    try {
      const { count, reason } = trimCount(retained(segments), limits, clock.now(), scopes.unmarkedFrom());
      for (let dropped = 0; dropped < count; dropped++) await this.#drop(reason);
      if (count > 0) observer.size(segments.bytes, segments.list.length);
    } catch (error) {
      log.warn({ err: asError(error), directory: this.#parts.directory }, 'the journal could not drop old segments');
    }
  }

  async #drop(reason: TrimReason): Promise<void> {
    const { disk, directory, segments, observer, log } = this.#parts;
    const segment = segments.first;
    const next = segments.list[1];
    if (segment === undefined || next === undefined) return;
    const through = next.first - 1;
    const owed = await this.#owed(segment, through);
    await disk.remove(segment.path);
    // All of it was removed meanwhile, and made anew.
    if (segments.first !== segment) return;
    // From here to the count nothing is waited for: what a lane has read is in its hands, and its cursor lets it take no more.
    segments.takeFirst();
    const losses = this.#count(owed, through);
    for (const [sink, count] of losses) observer.lost(sink, count, 'retention');
    const fields = { segment: segment.name, bytes: segment.bytes, reason };
    if (losses.size > 0) {
      const lost = Object.fromEntries(losses);
      log.warn({ ...fields, lost }, `retention (${reason}) dropped a segment that sinks had not got: ${told(losses)}`);
    } else if (reason === 'room') {
      log.warn(fields, 'the disk is full: the oldest history, which every sink has, was dropped before its time');
    }
    await segment.close();
    await disk.syncDirectory(directory);
  }

  /** By sink: how many of these it can never get. */
  #count(owed: ReadonlyMap<string, readonly Placed[]>, through: Sequence): Map<string, number> {
    const losses = new Map<string, number>();
    for (const cursor of this.#parts.cursors.all()) {
      const lost = cursor.drop(owed.get(cursor.sink) ?? [], through);
      if (lost > 0) losses.set(cursor.sink, lost);
    }
    return losses;
  }

  /** By sink: the entries of the segment that it wants and has not got. */
  async #owed(segment: Segment, through: Sequence): Promise<Map<string, Placed[]>> {
    const { segments, tables } = this.#parts;
    const behind = [...this.#parts.cursors.all()].filter((cursor) => cursor.low() < through);
    const owed = new Map<string, Placed[]>(behind.map(({ sink }) => [sink, []]));
    if (behind.length === 0) return owed;
    const below = segments.below(segment);
    const stream = new FrameStream(segment, segment.index[0]?.offset ?? 0, segment.first, below);
    for (let what = await step(stream); what !== 'end'; what = await step(stream)) {
      if (what === 'hole' || stream.kind !== bodyKinds.revision) continue;
      const { buffer, bodyStart, bodyEnd, sequence } = stream;
      const id = revisionTable(buffer, bodyStart);
      const table = tables.get(id) ?? (await tables.find(id, segment, below));
      if (table === undefined) continue;
      const entry = readRevision(buffer, bodyStart, bodyEnd, sequence, table);
      const { objectKey, eventAt } = entry;
      // Not the entry itself: its payload is a view into the stream's buffer.
      for (const cursor of behind) {
        if (cursor.isOwed(entry)) owed.get(cursor.sink)?.push({ sequence, objectKey, eventAt });
      }
    }
    return owed;
  }
}

function retained(segments: Segments): Retained[] {
  return segments.list.map(({ first, bytes, head }) => ({ first, bytes, at: head?.at }));
}

function told(losses: ReadonlyMap<string, number>): string {
  return [...losses].map(([sink, count]) => `${sink} ${count}`).join(', ');
}
