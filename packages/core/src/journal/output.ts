import type { Log } from '../log.ts';
import type { Sequence } from '../record.ts';
import type { NumberedTable } from './body.ts';
import { asError, type Disk, type DiskFile, isFull, removeIfThere } from './disk.ts';
import type { Group } from './group.ts';
import { encodeHead, type SegmentHead } from './head.ts';
import type { Scopes } from './scopes.ts';
import { Segment } from './segment.ts';
import type { Segments } from './segments.ts';

/** When a new segment is begun. */
export interface RollPolicy {
  readonly segmentBytes: number;
  /** So that a quiet journal has old segments to drop, not one that is never full. */
  readonly segmentAgeMs: number;
}

/** What of the journal lies on disk, as the output needs it. */
export interface OutputParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly segments: Segments;
  /** As of what is durable. */
  readonly scopes: Scopes;
  readonly policy: RollPolicy;
  readonly log: Log;
  /** Before a segment is begun: resolves when there may be one more. */
  readonly beforeRoll: () => Promise<void>;
}

/**
 * Brings groups to disk. After a failed sync the kernel may have dropped what was written and yet answer the next one with
 * success, so such a segment is never written to again: the group goes into a new one. A full disk took nothing: there the same bytes are written
 * again to the same place. Only what was synced counts.
 */
export class Output {
  readonly #parts: OutputParts;
  #table: NumberedTable;
  #previous: Sequence;
  #file: DiskFile | undefined;
  #failedFirst: Sequence | undefined;

  /** `previous`: the last sequence in use. `file`: of the last segment, open for writing; undefined: the next group begins a new one. */
  constructor(parts: OutputParts, table: NumberedTable, previous: Sequence, file: DiskFile | undefined) {
    this.#parts = parts;
    this.#table = table;
    this.#previous = previous;
    this.#file = file;
  }

  /** Resolves when the group is durable. After a rejection call it again with the same group. */
  async write(group: Group, now: number): Promise<void> {
    const { segments } = this.#parts;
    const { last } = segments;
    const file = this.#file;
    if (last === undefined || file === undefined || this.#isFull(last, group, now)) await this.#begin(group, now);
    else await this.#extend(last, file, group);
    this.#notice(group);
  }

  /** The table in force as of what is durable. */
  get table(): NumberedTable {
    return this.#table;
  }

  /**
   * Writes records again whose files are gone, in a segment of their own to which what follows is added. `previous`: the last
   * sequence before them. `table`: the one that their first decisions speak of.
   */
  async rewrite(group: Group, previous: Sequence, table: NumberedTable, now: number): Promise<void> {
    await this.#attempt('closing a segment', () => this.close());
    await this.#begin(group, now, previous, table);
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #isFull(segment: Segment, group: Group, now: number): boolean {
    const { segmentBytes, segmentAgeMs } = this.#parts.policy;
    if (segment.bytes + group.bytes > segmentBytes) return true;
    return segment.head !== undefined && now - segment.head.at > segmentAgeMs;
  }

  async #extend(segment: Segment, file: DiskFile, group: Group): Promise<void> {
    try {
      await file.write(group.parts, segment.bytes);
    } catch (error) {
      // Gives back what a half-written group took; if that fails too, the next try overwrites it.
      await this.#attempt('truncating a segment after a failed write', () => file.truncate(segment.bytes));
      if (!isFull(error)) {
        this.#file = undefined;
        await this.#attempt('closing a segment', () => file.close());
      }
      throw error;
    }
    segment.extend(group);
    this.#parts.segments.grew(group.bytes);
  }

  async #begin(group: Group, now: number, previous = this.#previous, table = this.#table): Promise<void> {
    const { disk, directory, segments, scopes, beforeRoll } = this.#parts;
    await beforeRoll();
    const head: SegmentHead = { at: now, previous, table, scopes: [...scopes.entries()] };
    const bytes = encodeHead(head, group.first);
    const segment = new Segment(disk, directory, group.first, bytes.length, head);
    if (this.#failedFirst === group.first) await removeIfThere(disk, segment.path);
    this.#failedFirst = group.first;
    const file = await disk.open(segment.path, 'createThrough');
    try {
      await file.write([bytes, ...group.parts], 0);
      await disk.syncDirectory(directory);
    } catch (error) {
      await this.#attempt('closing a segment', () => file.close());
      await this.#attempt('removing a segment that could not be begun', () => removeIfThere(disk, segment.path));
      throw error;
    }
    this.#failedFirst = undefined;
    await this.#attempt('closing a segment', () => this.close());
    this.#file = file;
    segment.extend(group);
    segments.add(segment);
  }

  #notice(group: Group): void {
    this.#previous = group.last;
    for (const record of group.records) {
      if (record.kind === 'table') this.#table = { id: record.sequence, table: record.table };
      else this.#parts.scopes.apply(record, record.sequence);
    }
  }

  /** For what only tidies up: a failure is told, and what follows does not rest on its success. */
  async #attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#parts.log.warn({ err: asError(error), directory: this.#parts.directory }, `${what} failed`);
    }
  }
}
