import type { Entry, JournalRecord, ScopeState, Sequence, SinkTable } from '../record.ts';
import type { Scope } from '../revision.ts';

/** Limits of one read. */
export interface ReadLimit {
  readonly maxEvents: number;
  /** Of payload; the first wanted entry is returned whatever its size. */
  readonly maxBytes: number;
}

/** Durable entries after a sequence. Everything up to `through` was examined; `entries` are those that were wanted. */
export interface ReadResult {
  readonly entries: readonly Entry[];
  readonly through: Sequence;
}

/** What happened to records outside the ordinary flow; counted and logged by the host. */
export interface JournalObserver {
  /** Retention or damage took entries that this sink had not got, or the sink was removed before it got them. */
  lost(sink: string, count: number, cause: 'retention' | 'damage' | 'removed'): void;
  /** Bytes were skipped in a segment's middle, or a torn tail was cut. */
  damaged(segment: string, offset: number, bytes: number, cause: 'torn-tail' | 'damage'): void;
  /** The disk refused (ENOSPC, EIO, …): appends wait and are tried again; `undefined`: it works again. */
  stalled(error: Error | undefined): void;
  /** Bytes on disk, after a change. */
  size(bytes: number, segments: number): void;
  /** One group commit: bytes written, milliseconds for write and fdatasync. */
  committed(bytes: number, records: number, durationMs: number): void;
}

/** What the journal asks a sink before it drops entries that the sink has not acknowledged. */
export interface Claim {
  /** Whether the sink wants an entry from before it was in the sink table: nothing was decided for it then. Must not throw. */
  wants(entry: Entry): boolean;
  /** Whether the sink's lane has read the entry and not acknowledged it: it is delivered from memory then, and not lost. */
  holds(entry: Pick<Entry, 'sequence' | 'objectKey'>): boolean;
}

/** One sink's place in the journal. With n workers a shard is the entries whose objectKey % n is the worker's number. */
export interface Cursor {
  readonly sink: string;
  /** The sequence up to which everything of that shard is acknowledged. */
  position(shard: number): Sequence;
  /** The lowest over all shards: what trimming must keep. */
  low(): Sequence;
  /**
   * Whether the sink has the entry although its shard has not passed it (the number of shards was another one then), or was
   * never meant to have it (it is older than the sink's start). A lane takes only entries for which this is false.
   */
  acknowledged(entry: Pick<Entry, 'sequence' | 'objectKey' | 'eventAt'>): boolean;
  /**
   * Moves a shard forward. On return it survives a killed process; throws when it does not. The promise resolves when it survives a power loss.
   */
  acknowledge(shard: number, through: Sequence): Promise<void>;
}

/** Where a sink without a cursor begins. */
export type StartAt =
  | { readonly kind: 'now' }
  | { readonly kind: 'oldest' }
  /** Entries whose event time is at or after this (Unix ms). */
  | { readonly kind: 'since'; readonly at: number };

/** The append-only log: the queue of all lanes, and the history that the API server forgets. */
export interface Journal {
  /** State of a scope as found when the journal was opened; later the caller keeps its own. */
  scope(scope: Scope): ScopeState | undefined;
  /** Appends in order; resolves when durable. While the disk refuses it waits. Rejects only when the journal is closed. */
  append(records: readonly JournalRecord[]): Promise<void>;
  /** The sink table for the records that follow; appended (and repeated at the head of each segment) by the journal. */
  setTable(table: SinkTable): void;
  /** The highest durable sequence; 0 when empty. */
  durable(): Sequence;
  /**
   * The cursor of a sink; created at `startAt` when it has none. `shards` may differ from last time: nothing is repeated or lost by
   * it. Without a claim the sink wants all that came before it was in the sink table, and holds nothing.
   */
  openCursor(sink: string, shards: number, startAt: StartAt, claim?: Claim): Promise<Cursor>;
  /** Forgets the cursors of sinks that are not in `sinks`, so that they hold nothing back. */
  retainCursors(sinks: readonly string[]): Promise<void>;
  /**
   * Durable entries after `after` that `wanted` accepts, waiting until there is at least one, or until something was examined
   * and found unwanted (then `entries` is empty and `through` has moved). Rejects with the signal's reason on abort.
   */
  read(after: Sequence, limit: ReadLimit, wanted: (entry: Entry) => boolean, signal: AbortSignal): Promise<ReadResult>;
  /** Unix ms at which the oldest durable entry after `after` was received; undefined when there is none. Approximate to one segment's index. */
  oldestAfter(after: Sequence): Promise<number | undefined>;
  /** Total bytes held and number of segments. */
  size(): { readonly bytes: number; readonly segments: number };
  /** Whether it had entries once, which its cursors prove, and lost them all, with the positions of its scopes. */
  forgot(): boolean;
  /** The error that appends, or cursors that have no file yet, wait for; undefined when the disk takes them. */
  stalled(): Error | undefined;
  /** Commits what was appended, settles cursors, releases the lock. Safe twice. */
  close(): Promise<void>;
}

/** Options of {@link openJournal}; bytes and milliseconds. */
export interface JournalOptions {
  readonly path: string;
  readonly retentionBytes: number;
  readonly retentionAgeMs: number;
  /** Default 64 MiB. */
  readonly segmentBytes: number;
  /** Under load, commits follow each other at most this often; 0: at once. Default 10. */
  readonly commitIntervalMs: number;
  /** A group is committed early at this size. Default 4 MiB. */
  readonly commitBytes: number;
}
