import type { Entry, JournalRecord, ScopeState, Sequence, SinkTable } from '../record.ts';
import { KeptCursor } from './cursor.ts';
import { withShards } from './cursor-state.ts';
import type { Surroundings } from './disk-journal.ts';
import type { Claim, Cursor, Journal, ReadLimit, ReadResult, StartAt } from './journal.ts';
import { countOwed } from './owed.ts';
import { closedError, Reader } from './reader.ts';
import { sameTable } from './same-table.ts';
import { startState } from './start.ts';
import { type Stretch, Tail } from './tail.ts';

/** What an entry takes beside its payload, roughly: the object, its strings and its row of decisions. */
const entryBytes = 300;

/** A full journal drops with every append: one line in this time, and the first once a burst is over (ms). */
const tellMs = { first: 1_000, next: 10_000 };

/**
 * Opens a journal that lives in memory: `journal: { memory: true }`. It is bounded: when it is full the oldest entries go, and
 * what a sink had wanted of them is counted as lost and logged. Nothing survives the process; appends are durable at once.
 */
export function openMemoryJournal(options: { readonly maxBytes: number }, around: Surroundings): Promise<Journal> {
  return Promise.resolve(new MemoryJournal(options.maxBytes, around));
}

class MemoryJournal implements Journal {
  readonly #around: Surroundings;
  readonly #tail: Tail;
  readonly #reader: Reader;
  readonly #cursors = new Map<string, KeptCursor>();
  #table: SinkTable = { sinks: [] };
  #next: Sequence = 1;
  #closed = false;
  /** Lost and not logged yet, by sink. */
  #untold = new Map<string, number>();
  #toldAt = Number.NEGATIVE_INFINITY;
  #telling = false;
  readonly #ending = new AbortController();

  constructor(maxBytes: number, around: Surroundings) {
    const { clock, log } = around;
    this.#around = around;
    this.#tail = new Tail(maxBytes, (stretch) => this.#drop(stretch));
    const past = { collect: (after: Sequence) => Promise.resolve(Math.max(after, (this.#tail.first ?? 1) - 1)) };
    this.#reader = new Reader(this.#tail, past, 0, clock, log);
  }

  /** Nothing is there when it opens. */
  scope(): ScopeState | undefined {
    return undefined;
  }

  append(records: readonly JournalRecord[]): Promise<void> {
    if (this.#closed) return Promise.reject(closedError());
    for (const record of records) this.#add(record);
    if (records.length > 0) {
      this.#reader.advance(this.#next - 1);
      const { bytes, segments } = this.size();
      this.#around.observer.size(bytes, segments);
    }
    return Promise.resolve();
  }

  setTable(table: SinkTable): void {
    if (!sameTable(this.#table, table)) this.#table = table;
  }

  durable(): Sequence {
    return this.#reader.durable;
  }

  openCursor(sink: string, shards: number, startAt: StartAt, claim?: Claim): Promise<Cursor> {
    const before = this.#cursors.get(sink);
    if (before !== undefined) this.#replace(before);
    const first = this.#tail.first ?? this.#next;
    const state =
      before === undefined
        ? startState(shards, startAt, [{ first, at: undefined }], this.durable())
        : withShards(before.state, shards);
    const cursor = new KeptCursor(sink, state, { save: () => Promise.resolve() }, claim);
    this.#cursors.set(sink, cursor);
    return Promise.resolve(cursor);
  }

  async retainCursors(sinks: readonly string[]): Promise<void> {
    for (const [sink, cursor] of this.#cursors) {
      if (sinks.includes(sink)) continue;
      const count = await countOwed(cursor, this.#reader);
      if (count > 0) this.#around.observer.lost(sink, count, 'removed');
      cursor.replace();
      this.#cursors.delete(sink);
    }
  }

  read(after: Sequence, limit: ReadLimit, wanted: (entry: Entry) => boolean, signal: AbortSignal): Promise<ReadResult> {
    return this.#reader.read(after, limit, wanted, signal);
  }

  oldestAfter(after: Sequence): Promise<number | undefined> {
    return Promise.resolve(this.#tail.entryAfter(after)?.receivedAt);
  }

  size(): { readonly bytes: number; readonly segments: number } {
    return { bytes: this.#tail.bytes, segments: 1 };
  }

  forgot(): boolean {
    return false;
  }

  stalled(): Error | undefined {
    return undefined;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#ending.abort(new Error('the journal is closed'));
    if (this.#untold.size > 0) this.#tell();
    for (const cursor of this.#cursors.values()) await this.#giveUp(cursor);
    this.#reader.close();
  }

  #add(record: JournalRecord): void {
    if (record.kind === 'table') this.setTable(record.table);
    if (record.kind !== 'revision') return;
    const sequence = this.#next++;
    // The payload may be a view into a socket's buffer, which would stay as long as the entry does.
    const entry: Entry = { ...record, payload: Buffer.from(record.payload), sequence, table: this.#table };
    const bytes = entryBytes + record.payload.length;
    this.#tail.push({ first: sequence, last: sequence, bytes, entries: [entry] });
  }

  #drop({ last, entries }: Stretch): void {
    for (const cursor of this.#cursors.values()) {
      const owed = entries.filter((entry) => cursor.isOwed(entry));
      const count = cursor.drop(owed, last);
      this.#lost(cursor, count);
      if (count > 0) this.#untold.set(cursor.sink, (this.#untold.get(cursor.sink) ?? 0) + count);
    }
    if (this.#untold.size > 0 && !this.#telling) void this.#tellSoon();
  }

  async #tellSoon(): Promise<void> {
    const { clock } = this.#around;
    this.#telling = true;
    // A clock that was set back must not hold it up.
    const waitMs = Math.min(tellMs.next, Math.max(tellMs.first, this.#toldAt + tellMs.next - clock.now()));
    try {
      await clock.sleep(waitMs, this.#ending.signal);
      this.#tell();
    } catch (error) {
      // The end tells it at once.
      if (!this.#ending.signal.aborted) throw error;
    } finally {
      this.#telling = false;
    }
  }

  #tell(): void {
    const lost = Object.fromEntries(this.#untold);
    this.#untold.clear();
    this.#toldAt = this.#around.clock.now();
    const sinks = Object.entries(lost).map(([sink, count]) => `${sink} ${count}`);
    this.#around.log.warn(
      { lost },
      `the journal in memory was full and dropped what sinks had not got: ${sinks.join(', ')}; raise journal.memoryBytes, or keep the journal on disk`,
    );
  }

  /** What a sink has not got by now goes with the journal. */
  async #giveUp(cursor: KeptCursor): Promise<void> {
    const { sink } = cursor;
    const count = await countOwed(cursor, this.#reader);
    this.#replace(cursor);
    if (count === 0) return;
    this.#around.log.warn(
      { sink, count },
      `sink ${sink} had not got ${count} events, and the journal in memory ends here: they are lost; keep the journal on disk (journal.path) to have them delivered after a restart`,
    );
  }

  #replace(cursor: KeptCursor): void {
    cursor.replace();
    this.#lost(cursor, cursor.giveUp());
  }

  #lost({ sink }: KeptCursor, count: number): void {
    if (count > 0) this.#around.observer.lost(sink, count, 'retention');
  }
}
