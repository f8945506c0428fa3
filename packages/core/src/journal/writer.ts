import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { JournalRecord, Sequence, SinkTable } from '../record.ts';
import { type NumberedTable, noTable } from './body.ts';
import { commitDelayMs } from './commit-delay.ts';
import { asError } from './disk.ts';
import { Encoder } from './encoder.ts';
import { Group } from './group.ts';
import type { JournalObserver } from './journal.ts';
import { closedError } from './reader.ts';
import { sameTable } from './same-table.ts';

/** What the writer is joined to. */
export interface WriterParts {
  readonly commitIntervalMs: number;
  readonly commitBytes: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: JournalObserver;
  /** Makes the group durable; after a rejection it is called again with the same group. */
  readonly write: (group: Group) => Promise<void>;
  /** The group is durable. */
  readonly committed: (group: Group) => void;
  /** The disk refuses: true when room was made, so that it is worth trying at once. */
  readonly makeRoom: (error: Error) => Promise<boolean>;
}

/** A full disk is freed by a person, by cursors or by retention: soon at first, for a blip; then a look a second costs next to nothing. */
const retryMs = { first: 50, most: 1_000 };

/** Group commit: what came while the last commit was under way, or within the interval, becomes durable together. */
export class Writer {
  readonly #parts: WriterParts;
  readonly #encoder = new Encoder();
  /** The last one is still open; none is empty. */
  readonly #groups: Group[] = [];
  readonly #ending = new AbortController();
  #next: Sequence;
  #table: NumberedTable;
  #startedAt = Number.NEGATIVE_INFINITY;
  #committing: Promise<void> | undefined;
  #waiting = false;
  #stalled: Error | undefined;
  #closed: Promise<void> | undefined;

  /** `next`: the first sequence to give. `table`: the one in force; undefined: none. */
  constructor(parts: WriterParts, next: Sequence, table: NumberedTable = noTable) {
    this.#parts = parts;
    this.#next = next;
    this.#table = table;
  }

  get stalled(): Error | undefined {
    return this.#stalled;
  }

  /** The table that the next revision's decisions speak of. */
  get table(): NumberedTable {
    return this.#table;
  }

  /** See {@link Journal.append}. */
  append(records: readonly JournalRecord[]): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    for (const record of records) this.#add(record);
    const last = this.#groups.at(-1);
    this.#schedule();
    return last?.done ?? this.#committing ?? Promise.resolve();
  }

  /** See {@link Journal.setTable}. A table that says the same as the one in force is no change. */
  setTable(table: SinkTable): void {
    if (this.#closed !== undefined || sameTable(this.#table.table, table)) return;
    this.#add({ kind: 'table', table });
    this.#schedule();
  }

  /** Commits what was appended; what the disk refuses is rejected. Safe twice. */
  close(): Promise<void> {
    this.#closed ??= this.#finish();
    return this.#closed;
  }

  #add(record: JournalRecord): void {
    const sequence = this.#next;
    let group = this.#groups.at(-1);
    if (group === undefined || group.bytes >= this.#parts.commitBytes) {
      if (group !== undefined) this.#encoder.finish(group);
      group = new Group(sequence);
      this.#groups.push(group);
    }
    this.#next += 1;
    if (record.kind === 'table') this.#table = { id: sequence, table: record.table };
    this.#encoder.encode(group, record, sequence, this.#table);
  }

  #delayMs(): number {
    const { commitIntervalMs, commitBytes, clock } = this.#parts;
    const full = this.#groups.length > 1 || (this.#groups[0]?.bytes ?? 0) >= commitBytes;
    return full || this.#closed !== undefined ? 0 : commitDelayMs(clock.now(), this.#startedAt, commitIntervalMs);
  }

  #schedule(): void {
    if (this.#committing !== undefined || this.#groups.length === 0) return;
    const delayMs = this.#delayMs();
    if (delayMs <= 0) {
      // What is appended in the same turn of the event loop belongs to the same commit.
      this.#committing = Promise.resolve().then(() => this.#commitDue());
    } else if (!this.#waiting) {
      this.#waiting = true;
      void this.#parts.clock.sleep(delayMs).then(() => {
        this.#waiting = false;
        this.#schedule();
      });
    }
  }

  async #commitDue(): Promise<void> {
    for (let group = this.#groups[0]; group !== undefined && this.#delayMs() <= 0; group = this.#groups[0]) {
      this.#groups.shift();
      if (this.#groups.length === 0) this.#encoder.finish(group);
      this.#startedAt = this.#parts.clock.now();
      await this.#commit(group);
    }
    this.#committing = undefined;
    this.#schedule();
  }

  async #commit(group: Group): Promise<void> {
    const { observer, committed, write } = this.#parts;
    for (let failures = 0; ; failures++) {
      // The clock that is passed in counts milliseconds; a commit takes a fraction of one.
      const startedAt = performance.now();
      const isLast = this.#closed !== undefined && failures > 0;
      const refusal = await write(group).then(() => undefined, asError);
      if (refusal === undefined) {
        const durationMs = performance.now() - startedAt;
        committed(group);
        this.#setStalled(undefined);
        group.resolve();
        observer.committed(group.bytes, group.records.length, durationMs);
        return;
      }
      this.#setStalled(refusal);
      if (isLast) return this.#giveUp(group);
      await this.#waitForRoom(refusal, failures);
    }
  }

  async #waitForRoom(refusal: Error, failures: number): Promise<void> {
    const { clock, log, makeRoom } = this.#parts;
    try {
      if (await makeRoom(refusal)) return;
    } catch (error) {
      log.warn({ err: asError(error) }, 'the journal could not make room');
    }
    const signal = this.#ending.signal;
    if (signal.aborted) return;
    await clock
      .sleep(Math.min(retryMs.most, retryMs.first * 2 ** Math.min(failures, 10)), signal)
      .catch((error: unknown) => {
        // The end of the journal ends the wait: then it is tried once more.
        if (!signal.aborted) throw error;
      });
  }

  #giveUp(group: Group): void {
    const error = closedError(this.#stalled);
    for (const one of [group, ...this.#groups.splice(0)]) one.reject(error);
  }

  #setStalled(error: Error | undefined): void {
    const before = this.#stalled;
    this.#stalled = error;
    if (before?.message !== error?.message) this.#parts.observer.stalled(error);
  }

  async #finish(): Promise<void> {
    // Only from here on #closed is set; the commit that is scheduled now waits for no interval.
    await Promise.resolve();
    this.#ending.abort();
    while (this.#groups.length > 0 || this.#committing !== undefined) {
      this.#schedule();
      await this.#committing;
    }
  }
}
