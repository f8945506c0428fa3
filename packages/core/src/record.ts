import type { Change } from '@kubeherald/sink-sdk';
import type { Position, Scope } from './revision.ts';

/** Number of a record in the journal, ascending by one from 1, never reused; a safe integer. */
export type Sequence = number;

/** Who the decisions in the following records are about; opens each segment and follows each change of config. */
export interface SinkTable {
  readonly sinks: readonly SinkTableRow[];
}

/** One sink of the table: its name and its match's clauses, in words (`not.reasons`, `namespaces`). */
export interface SinkTableRow {
  readonly name: string;
  readonly clauses: readonly string[];
}

/** What a sink's match said: 0 wanted; n: the n-th clause (1-based, of the table's row) decided that it is not. */
export type Decision = number;

/** A revision to be stored. */
export interface RevisionRecord {
  readonly kind: 'revision';
  readonly scope: Scope;
  readonly resourceVersion: Position;
  readonly change: Change;
  /** Unix ms at which the bytes were received. */
  readonly receivedAt: number;
  /** Unix ms of the event time, for a sink that starts some minutes back and for epochs. */
  readonly eventAt: number;
  /** Hash of the involved object (unsigned 32 bit): equal for all events of one object, so that one worker gets them all. */
  readonly objectKey: number;
  /** By the row number of the sink table in force. */
  readonly decisions: readonly Decision[];
  /** Part of a list that is not complete: the scope's position does not cover it until a mark follows. */
  readonly listed: boolean;
  /** JSON of the Event object as received. */
  readonly payload: Uint8Array;
}

/** The scope's position without a revision: after a relist, a bookmark, or revisions that were not kept. */
export interface MarkRecord {
  readonly kind: 'mark';
  readonly scope: Scope;
  readonly position: Position;
  /** Unix ms. */
  readonly at: number;
  /** Counts up when the server's resourceVersions went backwards; a mark may then be lower than the one before. */
  readonly epoch: number;
}

/** The sink table in force from here on. */
export interface TableRecord {
  readonly kind: 'table';
  readonly table: SinkTable;
}

export type JournalRecord = RevisionRecord | MarkRecord | TableRecord;

/** A revision read back. `table` is the one its decisions speak of. */
export interface Entry extends RevisionRecord {
  readonly sequence: Sequence;
  readonly table: SinkTable;
}

/** What the journal knows of one scope when it opens. */
export interface ScopeState {
  /** Undefined when only an incomplete first list is in the journal. */
  readonly position: Position | undefined;
  readonly epoch: number;
  /** Unix ms of the newest event time taken (0: none): what a new epoch compares with. Those of an unfinished list (`unmarked`) do not count. */
  readonly newestEventAt: number;
  /** The KubeEvent ids taken with exactly that event time, so that a new epoch repeats none of them; absent: unknown, it may repeat them. */
  readonly newestIds?: Iterable<string>;
  /** `uid:resourceVersion` (the KubeEvent id) of the revisions that an unfinished list had appended since the last mark. */
  readonly unmarked: ReadonlySet<string>;
}
