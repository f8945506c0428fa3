import type { Sequence } from '../record.ts';

/** The states of a lane; the same words in status, metrics and logs. */
export type LaneState =
  /** Created, not started. */
  | 'created'
  /** Delivering, or waiting for something to deliver. */
  | 'running'
  /** An attempt failed; it is tried again after a wait. */
  | 'waiting'
  /** Too many attempts in a row failed: nothing is sent until a probe is due. */
  | 'open'
  /** A single event is on its way to see whether the destination is back. */
  | 'probing'
  /** The disk refuses a dead letter or an acknowledgement, or the journal cannot be read. */
  | 'stalled'
  /** The sink's options cannot work; its queue stays in the journal until the config changes. */
  | 'misconfigured'
  /** No new batches; those in flight are finished. */
  | 'stopping'
  | 'stopped';

/** The last failure, in words for the person who must act. */
export interface LaneProblem {
  readonly code: string;
  readonly message: string;
  /** Unix ms. */
  readonly at: number;
}

/** What the admin API shows of a lane. */
export interface LaneStatus {
  readonly name: string;
  readonly state: LaneState;
  /** Unix ms at which this state began. */
  readonly since: number;
  /** What went wrong last; undefined once a delivery was accepted. */
  readonly problem: LaneProblem | undefined;
  /** Attempts in a row that failed; 0 when all is well. */
  readonly failures: number;
  /** Everything at or below it is settled, in all shards. */
  readonly position: Sequence;
  /** Events that are at the sink now. */
  readonly inFlight: number;
  /** Unix ms before which no attempt is made; undefined when none waits. */
  readonly nextAttemptAt: number | undefined;
  /** Events since the lane was created. */
  readonly delivered: number;
  /** Events since the lane was created. */
  readonly deadLettered: number;
}
