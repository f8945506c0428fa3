import type { MessagePort } from 'node:worker_threads';
import type { Capabilities, Change, Delivery, RehearsedRequest } from '@kubeherald/sink-sdk';

/** An error flattened to plain data: a class does not survive the way between threads. */
export interface FlatError {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: FlatError;
}

/** One event on its way to a sink: bytes as the API server sent the object, and what they do not say themselves. */
export interface EncodedEvent {
  readonly change: Change;
  /** JSON of the Event object (core/v1 or events.k8s.io/v1), UTF-8. Copied into the message, never detached. */
  readonly bytes: Uint8Array;
}

/** What a lane hands to a worker. `id` is the same for every retry of the same events. */
export interface EncodedBatch {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly events: readonly EncodedEvent[];
}

/** One event that was not accepted. `retry`: try it again; otherwise it is refused for good. */
export interface EventRefusal {
  readonly index: number;
  readonly retry: boolean;
  readonly retryAfterMs?: number;
  readonly error: FlatError;
}

/**
 * How a delivery ended; plain data, for exceptions lose their class between threads.
 * `broken`: the worker itself failed (crashed, exited, ran out of memory, overstayed its deadline); nobody knows what the destination took.
 */
export type Outcome =
  | {
      readonly kind: 'accepted';
      /** What the destination said, in one line, when it was asked for (`answers`) and the sink tells. */
      readonly answer?: string;
      /** Of a check: the sink offers none, so nothing was tried. */
      readonly checked?: false;
    }
  | { readonly kind: 'partial'; readonly refusals: readonly EventRefusal[] }
  | { readonly kind: 'retry'; readonly retryAfterMs?: number; readonly error: FlatError }
  | { readonly kind: 'rejected'; readonly error: FlatError }
  | { readonly kind: 'misconfigured'; readonly error: FlatError }
  | {
      readonly kind: 'broken';
      readonly reason: 'crashed' | 'exited' | 'memory' | 'deadline' | 'open-failed';
      readonly error: FlatError;
    };

/** One thing wrong with a sink's options: where in the options (JSON pointer) and what was expected. */
export interface OptionFault {
  readonly path: string;
  readonly message: string;
}

/** What a plugin says of itself; made where it runs, so it is plain data. */
export interface PluginDescription {
  readonly name: string;
  readonly apiVersion: number;
  /** JSON Schema of the options, for documentation. Validation happens in the thread that owns the real schema. */
  readonly schema: object;
  readonly delivery: Partial<Delivery>;
  readonly capabilities: Partial<Capabilities>;
}

/** Answer to `describe`: the plugin's description, with the faults of the given options (none: they are good). */
export type DescribeResult =
  | { readonly kind: 'described'; readonly description: PluginDescription; readonly faults: readonly OptionFault[] }
  | { readonly kind: 'unusable'; readonly error: FlatError };

/** Options as the config gives them: plain data, not yet validated. */
export type GivenOptions = { readonly [option: string]: unknown };

/** What the host asks of the sink's end, in a thread or a child process; one request at a time. Durations in milliseconds. */
export type Request =
  | { readonly kind: 'describe'; readonly plugin: string; readonly options: GivenOptions }
  | {
      readonly kind: 'open';
      readonly plugin: string;
      readonly name: string;
      readonly cluster: string;
      readonly options: GivenOptions;
      /** Outcomes are to carry what the destination answered. */
      readonly answers: boolean;
    }
  | {
      readonly kind: 'deliver';
      readonly id: string;
      readonly attempt: number;
      readonly events: ArrayBuffer;
      readonly deadlineMs: number;
    }
  | { readonly kind: 'check'; readonly deadlineMs: number }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'close' };

/** What the sink's end answers: to `describe` a {@link DescribeResult}, to all others an {@link Outcome} (`accepted`: done). */
export type Answer = DescribeResult | Outcome;

/** Levels of a sink's log lines, least urgent first. */
export const levels = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof levels)[number];

/** A log line on its way to the host. `fields` is the JSON of an object, so that the way is cheap and its size is bounded. */
export interface LogLine {
  readonly kind: 'log';
  readonly level: Level;
  readonly fields: string;
  readonly message: string;
}

/** Where a sink runs: in a worker thread of the daemon, or in a child process of its own. */
export const isolations = ['thread', 'process'] as const;
export type Isolation = (typeof isolations)[number];

/** What a thread is born with. */
export interface ThreadData {
  /** Lines below it are not sent. */
  readonly logLevel: Level;
  /** One 32-bit counter: log lines sent and not yet taken. */
  readonly linesOnTheWay: SharedArrayBuffer;
}

/** What a thread is asked, as piscina's task. */
export interface ThreadTask {
  readonly request: Request;
  /** Comes with `open`: a message on it, whatever it says, aborts the sink's signal and that of the running call. */
  readonly control?: MessagePort;
}

/** What a child process is sent. */
export type ToChild =
  | { readonly kind: 'ask'; readonly request: Request }
  /** Aborts the sink's signal and that of the running call. */
  | { readonly kind: 'abort' };

/** What a child process sends. */
export type FromChild =
  /** It ends with the daemon from here on, and may be asked. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Its last message: nothing caught this error. */
  | { readonly kind: 'crash'; readonly error: FlatError }
  /** In a rehearsal: a request that the sink would have sent. */
  | { readonly kind: 'rehearsed'; readonly request: RehearsedRequest }
  | LogLine;
