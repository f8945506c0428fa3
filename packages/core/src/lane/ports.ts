import type { EncodedBatch, FlatError, Outcome } from '@kubeherald/sink-host';
import type { Entry, Sequence } from '../record.ts';
import type { LaneStatus } from './status.ts';

/** Limits of one read. */
export interface ReadLimit {
  readonly maxEvents: number;
  /** Of payload; the first wanted entry is returned whatever its size. */
  readonly maxBytes: number;
}

/** What a read found: everything up to `through` was examined; `entries` are those that were wanted. */
export interface ReadResult {
  readonly entries: readonly Entry[];
  readonly through: Sequence;
}

/** What a lane reads from. Only durable entries, in the order of their sequence. */
export interface Reader {
  /**
   * Entries after `after` that `wanted` accepts, waiting until there is one, or until something was examined and found
   * unwanted (then `entries` is empty and `through` has moved). Rejects with the signal's reason on abort.
   */
  read(after: Sequence, limit: ReadLimit, wanted: (entry: Entry) => boolean, signal: AbortSignal): Promise<ReadResult>;
}

/** How far the sink has acknowledged, by shard. */
export interface Cursor {
  /** The sequence up to which everything of that shard is acknowledged. */
  position(shard: number): Sequence;
  /** Moves a shard forward. On return it survives a killed process; the promise resolves when it survives a power loss. */
  acknowledge(shard: number, through: Sequence): Promise<void>;
}

/** What runs the sink: one thread or process, one delivery at a time. */
export interface Worker {
  /** Hands over a batch. Resolves with the outcome after at most `deadlineMs` (a duration) and the worker's own grace. */
  deliver(batch: EncodedBatch, deadlineMs: number): Promise<Outcome>;
  /** Closes the sink and ends the thread, by force after `deadlineMs` (a duration). Safe twice. */
  close(deadlineMs: number): Promise<void>;
}

/**
 * Why an event became a dead letter: the sink says that the same input will fail again; it was tried as often as the policy allows; it
 * breaks the worker each time, while other events get through.
 */
export const deadLetterReasons = ['rejected', 'attempts', 'breaks-worker'] as const;
export type DeadLetterReason = (typeof deadLetterReasons)[number];

/** An event on its way into the dead letters. */
export interface NewDeadLetter {
  readonly entry: Entry;
  readonly reason: DeadLetterReason;
  readonly error: FlatError;
  /** How often it was handed to the sink; without the batches that broke the worker. */
  readonly attempts: number;
  /** Id of the last batch that it was in. */
  readonly batch: string;
  /** Unix ms. */
  readonly at: number;
}

/** Where a lane puts what the sink refused for good. */
export interface DeadLetterStore {
  /** Resolves when the letters are durable. Rejects when the store cannot take them; the lane then tries again. */
  append(letters: readonly NewDeadLetter[]): Promise<void>;
}

/** What a lane reports, a call per batch and not per event; the host turns it into metrics and log lines. */
export interface LaneObserver {
  /** An attempt ended, however it ended, after so many milliseconds. `retry`: it was not the first of this batch. */
  attempted(durationMs: number, retry: boolean): void;
  /** The destination accepted these entries at `at` (Unix ms): the lag of each is `at - entry.receivedAt`. */
  delivered(entries: readonly Entry[], at: number): void;
  /** So many events became dead letters. */
  deadLettered(count: number, reason: DeadLetterReason, error: FlatError): void;
  /** The lane's state changed in a way that a person wants to read of: one log line each. Retries are not among them. */
  changed(status: LaneStatus): void;
}
