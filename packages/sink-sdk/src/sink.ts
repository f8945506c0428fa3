import type { Static, TObject } from 'typebox';
import type { RejectedError, RetryableError } from './errors.ts';
import type { KubeEvent } from './event.ts';

/** The contract's version. The host refuses a plugin whose version it does not know. */
export const apiVersion = 1;

/** How a sink wants to be fed. Every field is a default that the user may override in the config. */
export interface Delivery {
  /** Events in one batch, at most. Default 100. */
  readonly maxEvents: number;
  /** Bytes of the batch's events as the API server sent them, at most; one larger event still goes alone. Default 1 MiB. */
  readonly maxBytes: number;
  /** Milliseconds to wait for a batch to fill. Default 0: a batch is what arrived while the previous one was in flight. */
  readonly lingerMs: number;
  /** Workers of this sink; the events of one involved object always go to the same one. Default 1. */
  readonly concurrency: number;
  /** Batches per second, at most, as a token bucket; absent: no limit. */
  readonly rateLimit?: { readonly batches: number; readonly perMs: number; readonly burst: number };
  /** Milliseconds one delivery may take before it is aborted. Default 30,000. */
  readonly timeoutMs: number;
}

/** What the sink promises; the conformance suite tests every true one. */
export interface Capabilities {
  /** Delivering the same revision twice is invisible at the destination. */
  readonly idempotent: boolean;
  /** `deliver` may return refusals for single events. */
  readonly partial: boolean;
  /** The destination keeps the order it was given. */
  readonly ordered: boolean;
}

/** Events to deliver together. `id` is the same for every retry of the same events, so it serves as an idempotency key. */
export interface Batch {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly events: readonly KubeEvent[];
}

/** The attempt's limits: `signal` aborts at its deadline or at the daemon's shutdown. */
export interface Call {
  readonly signal: AbortSignal;
}

/** One event of a batch that the destination did not take; all others were accepted. */
export interface Refusal {
  /** Index into `batch.events`. */
  readonly index: number;
  readonly error: RejectedError | RetryableError;
}

/** A logger with pino's calling convention; its lines reach the daemon's log with the sink's name. */
export interface Logger {
  debug(message: string): void;
  debug(fields: object, message?: string): void;
  info(message: string): void;
  info(fields: object, message?: string): void;
  warn(message: string): void;
  warn(fields: object, message?: string): void;
  error(message: string): void;
  error(fields: object, message?: string): void;
}

/** What the host gives a sink when it opens it. */
export interface SinkContext {
  /** The instance's name from the config. */
  readonly name: string;
  readonly log: Logger;
  readonly cluster: string;
  /** Aborts when the sink is to be closed for good. */
  readonly signal: AbortSignal;
}

/** An open sink, living in a worker thread. */
export interface Sink {
  /**
   * Delivers a batch. Resolve with nothing: all accepted. Resolve with refusals: the others were accepted.
   * Throw RetryableError (again later), RejectedError (the same input will fail again: dead letter) or ConfigError (stop this sink).
   * Anything else thrown counts as retryable.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: an async function that returns nothing is to fit
  deliver(batch: Batch, call: Call): Promise<undefined | void | readonly Refusal[]>;
  /** Is the destination reachable and the credential good? Throws what `deliver` would throw. */
  check?(call: Call): Promise<void>;
  /** Called on SIGHUP: open files again under their names (log rotation). */
  reopen?(): Promise<void>;
  /** Releases everything; safe to call twice; nothing is called after it. */
  close?(): Promise<void>;
}

/** How a sink wants to be fed, and what it promises. */
export interface Manner {
  readonly delivery?: Partial<Delivery>;
  readonly capabilities?: Partial<Capabilities>;
}

/** What a sink author writes; see {@link defineSink}. */
export interface SinkDefinition<Config extends TObject = TObject> {
  /** What the config's `use` says: `bark`. */
  readonly name: string;
  /** The only description of the options: types, defaults, validation and documentation come from it. */
  readonly config: Config;
  readonly delivery?: Partial<Delivery>;
  readonly capabilities?: Partial<Capabilities>;
  /**
   * What of `delivery` and `capabilities` is different with these options, field by field: for a sink of which an option decides what it
   * delivers to, and so how fast. Must not throw.
   */
  mannerWith?(config: Static<Config>): Manner;
  /** In the worker: parse and prepare only. A destination that is down is no failure here. Throws ConfigError for options that cannot work. */
  open(config: Static<Config>, context: SinkContext): Sink | Promise<Sink>;
}

/** A sink definition after {@link defineSink}: frozen, branded, and stamped with the contract's version. */
export interface SinkPlugin<Config extends TObject = TObject> extends SinkDefinition<Config> {
  readonly apiVersion: number;
  readonly [brand]: true;
}

/** A registered symbol, so that it also holds when two copies of the SDK are installed. */
export const brand: unique symbol = Symbol.for('kubeherald.sink');
