import type { Sequence } from '../record.ts';

/** One file of the journal. */
export interface SegmentReport {
  readonly name: string;
  readonly bytes: number;
  /** Revisions, marks and sink tables. */
  readonly records: number;
  readonly revisions: number;
  readonly first: Sequence | undefined;
  readonly last: Sequence | undefined;
  /** Revisions that nobody can be given: the sink table that they were decided under is damaged. */
  readonly withoutTable: number;
}

/** A stretch that is no record. */
export interface DamageReport {
  readonly segment: string;
  readonly offset: number;
  readonly bytes: number;
  /** The first missing sequence and how many are missing; 0 for a torn tail, of which nobody knows. */
  readonly from: Sequence;
  readonly records: number;
}

/** How far a sink is. */
export interface CursorReport {
  readonly sink: string;
  /** Everything up to here is acknowledged; undefined: the cursor's file is damaged. */
  readonly position: Sequence | undefined;
  /** Entries that the sink wants and has not acknowledged. */
  readonly pending: number;
  /** Entries from before the sink was configured that it has not passed: its match decides over them when it reads them. */
  readonly undecided: number;
}

/** What `checkJournal` found. */
export interface CheckReport {
  readonly path: string;
  readonly segments: readonly SegmentReport[];
  readonly bytes: number;
  readonly records: number;
  readonly first: Sequence | undefined;
  readonly last: Sequence | undefined;
  readonly damage: readonly DamageReport[];
  /**
   * The end of the last segment is no record, and no sink has acknowledged it: a commit was under way when the process ended. It is no
   * damage; opening cuts it off.
   */
  readonly tornTail: DamageReport | undefined;
  readonly cursors: readonly CursorReport[];
  /** All that the daemon will call damage or a loss, in words; what a repair has dropped already is none. */
  readonly problems: readonly string[];
}
