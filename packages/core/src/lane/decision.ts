import type { FlatError } from '@kubeherald/sink-host';
import type { DeadLetterReason } from './ports.ts';

/** What is known of a batch when an attempt has ended. */
export interface Attempt {
  readonly events: number;
  /** How often these events were handed over, this time included, also as part of larger batches; without those that broke the worker. */
  readonly tried: number;
  /** Attempts in a row that failed before this one. */
  readonly failures: number;
  /** How often in a row they broke the worker before this time, also as part of larger batches. */
  readonly broken: number;
  /** Of a single event: breaks counted against it so far. */
  readonly strikes: number;
  /** Other events of the lane were accepted since these broke the worker first. */
  readonly othersSinceFirst: boolean;
  /** Other events of the lane were accepted since these broke the worker last. */
  readonly othersSinceLast: boolean;
  /** Since then other events overstayed their deadline for the first time: the destination is slow for all. */
  readonly slowSinceLast: boolean;
}

/** What the lane does next with the batch. */
export type Next =
  | { readonly kind: 'acknowledge' }
  /** `refused` become dead letters, `retry` (indices) are tried again alone after `waitMs`, the others are acknowledged. */
  | {
      readonly kind: 'settle';
      readonly refused: readonly Refused[];
      readonly retry: readonly number[];
      readonly waitMs: number;
      readonly askedMs: number;
      readonly error: FlatError;
    }
  /** Again after `waitMs`. `askedMs`: what the destination itself asked for, 0 when it asked for nothing. */
  | { readonly kind: 'wait'; readonly waitMs: number; readonly askedMs: number; readonly error: FlatError }
  /** A single event that broke the worker: let others go first. */
  | { readonly kind: 'set-aside'; readonly waitMs: number; readonly strikes: number; readonly error: FlatError }
  /** In halves, the first after `waitMs`. */
  | { readonly kind: 'split'; readonly waitMs: number; readonly error: FlatError }
  | { readonly kind: 'dead-letter'; readonly reason: DeadLetterReason; readonly error: FlatError }
  /** The sink's options cannot work: stop the lane. */
  | { readonly kind: 'stop'; readonly error: FlatError };

/** One event of a batch that becomes a dead letter. */
export interface Refused {
  readonly index: number;
  readonly reason: DeadLetterReason;
  readonly error: FlatError;
}
