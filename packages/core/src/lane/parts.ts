import type { FlatError } from '@kubeherald/sink-host';
import type { Delivery } from '@kubeherald/sink-sdk';
import type { Clock } from '../clock.ts';
import type { Entry } from '../record.ts';
import type { Condition } from './condition.ts';
import type { Evidence } from './evidence.ts';
import type { Gate } from './gate.ts';
import type { Cursor, DeadLetterStore, LaneObserver, Reader } from './ports.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** Counted over all shards. */
export interface Tally {
  inFlight: number;
  delivered: number;
  deadLettered: number;
}

/** What the shards of one lane share. */
export interface Parts {
  readonly name: string;
  readonly delivery: Delivery;
  readonly retry: RetryPolicy;
  readonly reader: Reader;
  readonly cursor: Cursor;
  readonly deadLetters: DeadLetterStore;
  readonly wanted: (entry: Entry) => boolean;
  readonly clock: Clock;
  readonly observer: LaneObserver;
  readonly gate: Gate;
  readonly condition: Condition;
  readonly evidence: Evidence;
  readonly tally: Tally;
  /** Aborts when nothing new may be begun. */
  readonly signal: AbortSignal;
  /** Aborts when what is still in flight is handed back: its outcome no longer counts. */
  readonly abandoned: AbortSignal;
  /** The sink's options cannot work: ends the whole lane. */
  misconfigured(error: FlatError): void;
}
