import type { RehearsedRequest } from '@kubeherald/sink-sdk';
import { encodeEvents } from './batch.ts';
import { codes } from './codes.ts';
import type {
  Answer,
  DescribeResult,
  EncodedBatch,
  FlatError,
  GivenOptions,
  Isolation,
  Level,
  Outcome,
  Request,
} from './protocol.ts';
import type { Carrier, CarrierOptions, Reply } from './worker/carrier.ts';
import type { DeathReason } from './worker/death.ts';
import { createLineTaker, type SinkLog } from './worker/log.ts';
import { createMailbox } from './worker/mailbox.ts';
import { SinkProcess } from './worker/process.ts';
import { SinkThread } from './worker/thread.ts';

/** MB of heap a sink gets: below it V8 may abort the whole process instead of the thread when a single object is large. */
const defaultHeapMB = 128;
/** Least MB of heap that a worker may be given: a sink with the SDK does not open in 16, and in 1 V8 aborts the whole process. */
export const leastHeapMB = 32;
/** Milliseconds for a sink to notice its signal and end by itself. */
const defaultGraceMs = 2000;
/** Milliseconds for a plugin to be imported and opened, which does no network. */
const defaultOpenTimeoutMs = 30_000;

/** What a sink's worker is made of. */
export interface SinkWorkerOptions {
  /** URL of the plugin's file, as resolvePlugin found it. */
  readonly plugin: string;
  /** The instance's name from the config. */
  readonly name: string;
  readonly cluster: string;
  /** The sink's options (`with:`) as the config gives them, plain data. Validated in the worker. */
  readonly options: GivenOptions;
  /** Gets the sink's log lines, each with `sink: name`. */
  readonly log: SinkLog;
  /** Lines below it stay in the worker. Default info. */
  readonly logLevel?: Level;
  /** Accepted deliveries tell what the destination answered, should the sink say it: for a person who tests. Default false. */
  readonly answers?: boolean;
  /**
   * `thread`: a worker thread of this process. `process`: a child process, which may run out of memory, block or crash in native code and takes
   * nothing down with it; some 20 MB more. Both do the same otherwise. Default thread.
   */
  readonly isolation?: Isolation;
  /**
   * Given: the sink sends nothing and writes no files. It runs in a process, and the requests that it would send by the SDK's HTTP client
   * come here; they count as accepted. Other ways into the network fail.
   */
  readonly rehearsal?: (request: RehearsedRequest) => void;
  /** MB of heap that the sink may use, at least 32. Default 128. Buffers do not count, but a process that takes far more is ended. */
  readonly resources?: { readonly heapMB?: number };
  /** Milliseconds that a call may outlive its deadline before the worker is ended by force. Default 2000. */
  readonly graceMs?: number;
  /** Milliseconds that describing or opening may take. Default 30,000. */
  readonly openTimeoutMs?: number;
  /** The worker ended without being asked to and is started again. Waiting between attempts is the caller's part. */
  readonly onRestart?: (reason: DeathReason) => void;
}

/** Runs one sink, one call at a time in the order of calling. Durations in milliseconds. Nothing here rejects: what goes wrong is an outcome. */
export interface SinkWorker {
  /** Loads the plugin, and checks the options against its schema, without opening it. */
  describe(): Promise<DescribeResult>;
  /** Opens the sink (`accepted`: it is open). `deliver` and `check` do it themselves, also after the worker died. */
  open(): Promise<Outcome>;
  /** The batch's bytes are copied, never detached. The call's signal aborts at the deadline; the outcome comes the grace later at the latest. */
  deliver(batch: EncodedBatch, deadlineMs: number): Promise<Outcome>;
  /** Asks the sink whether its destination is reachable; `accepted` with `checked: false` when it has no way to tell. */
  check(deadlineMs: number): Promise<Outcome>;
  /** Lets the sink open its files again under their names (log rotation). A sink that is not open has none. */
  reopen(deadlineMs: number): Promise<Outcome>;
  /**
   * Waits for the running call, closes the sink and ends the worker. At the deadline the sink's signals abort, the grace later it is ended by force.
   * Safe twice and without open.
   */
  close(deadlineMs: number): Promise<void>;
}

const accepted: Outcome = { kind: 'accepted' };

/**
 * A worker for one sink. Nothing is started before the first call.
 * @throws RangeError for less heap than a thread can start in
 */
export function startSinkWorker(options: SinkWorkerOptions): SinkWorker {
  const heapMB = options.resources?.heapMB ?? defaultHeapMB;
  if (!(heapMB >= leastHeapMB)) throw new RangeError(`heapMB is ${heapMB}; expected at least ${leastHeapMB}`);
  const { name, log, graceMs = defaultGraceMs, onRestart } = options;
  const carrier = startCarrier(options, {
    heapMB,
    graceMs,
    onDeath: ({ reason, error }, idle) => {
      onRestart?.(reason);
      if (idle)
        log.error(
          { sink: name, reason, err: error },
          "the sink's worker ended while idle; it is opened again for the next batch",
        );
    },
  });
  return new CarriedWorker(options, carrier);
}

function startCarrier(
  { name, log, logLevel = 'info', isolation = 'thread', rehearsal }: SinkWorkerOptions,
  options: CarrierOptions,
): Carrier {
  const takeLine = createLineTaker(log, name);
  if (isolation === 'process' || rehearsal !== undefined) {
    return new SinkProcess({
      ...options,
      name,
      logLevel,
      rehearsal: rehearsal !== undefined,
      onMessage: (message) => {
        if (isRehearsed(message)) rehearsal?.(message.request);
        else takeLine(message);
      },
      onNativeOutput: (text) => log.warn({ sink: name, stream: 'stderr' }, text),
    });
  }
  const linesOnTheWay = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const counter = new Int32Array(linesOnTheWay);
  return new SinkThread({
    ...options,
    data: { logLevel, linesOnTheWay },
    onMessage: (message) => {
      if (takeLine(message)) Atomics.sub(counter, 0, 1);
    },
  });
}

class CarriedWorker implements SinkWorker {
  readonly #options: SinkWorkerOptions;
  readonly #carrier: Carrier;
  readonly #inTurn = createMailbox();
  readonly #graceMs: number;
  readonly #openTimeoutMs: number;
  /** The thread or process in which the sink is open. */
  #openIn: object | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: SinkWorkerOptions, carrier: Carrier) {
    const { graceMs = defaultGraceMs, openTimeoutMs = defaultOpenTimeoutMs } = options;
    this.#options = options;
    this.#carrier = carrier;
    this.#graceMs = graceMs;
    this.#openTimeoutMs = openTimeoutMs;
  }

  describe(): Promise<DescribeResult> {
    return this.#inTurn(async () => {
      if (this.#closed) return { kind: 'unusable', error: closedError() };
      const { plugin, options } = this.#options;
      const reply = await this.#carrier.call({ kind: 'describe', plugin, options }, this.#openTimeoutMs);
      if (reply.kind === 'died') return { kind: 'unusable', error: reply.error };
      if (isDescription(reply.answer)) {
        // A module that failed to load fails again in the same thread or process.
        if (reply.answer.kind === 'unusable') await this.#carrier.stop();
        return reply.answer;
      }
      return { kind: 'unusable', error: misunderstood() };
    });
  }

  open(): Promise<Outcome> {
    return this.#inTurn(() => this.#open(this.#openTimeoutMs));
  }

  deliver(batch: EncodedBatch, deadlineMs: number): Promise<Outcome> {
    return this.#inTurn(() =>
      this.#callOpen(deadlineMs, (leftMs) => {
        const events = encodeEvents(batch.events);
        const { id, attempt } = batch;
        return this.#carrier.call({ kind: 'deliver', id, attempt, events, deadlineMs: leftMs }, leftMs);
      }),
    );
  }

  check(deadlineMs: number): Promise<Outcome> {
    return this.#inTurn(() =>
      this.#callOpen(deadlineMs, (leftMs) => this.#carrier.call({ kind: 'check', deadlineMs: leftMs }, leftMs)),
    );
  }

  reopen(deadlineMs: number): Promise<Outcome> {
    return this.#inTurn(async () => {
      if (!this.#carrier.isCurrent(this.#openIn)) return accepted;
      return outcomeOf(await this.#carrier.call({ kind: 'reopen' }, deadlineMs));
    });
  }

  close(deadlineMs: number): Promise<void> {
    this.#closed ??= this.#close(deadlineMs);
    return this.#closed;
  }

  /** Calls the sink within what is left of the deadline after it was opened, should it not be open. */
  async #callOpen(deadlineMs: number, call: (leftMs: number) => Promise<Reply>): Promise<Outcome> {
    if (this.#closed) return { kind: 'retry', error: closedError() };
    if (this.#carrier.isCurrent(this.#openIn)) return outcomeOf(await call(deadlineMs));
    const startedAt = performance.now();
    const opened = await this.#open(Math.min(deadlineMs, this.#openTimeoutMs));
    if (opened.kind !== 'accepted') return opened;
    const leftMs = Math.max(1, Math.round(deadlineMs - (performance.now() - startedAt)));
    return outcomeOf(await call(leftMs));
  }

  async #open(limitMs: number): Promise<Outcome> {
    if (this.#closed) return { kind: 'retry', error: closedError() };
    if (this.#carrier.isCurrent(this.#openIn)) return accepted;
    const { plugin, name, cluster, options, answers = false } = this.#options;
    const request: Request = { kind: 'open', plugin, name, cluster, options, answers };
    const reply = await this.#carrier.call(request, limitMs);
    const outcome = outcomeOf(reply);
    if (outcome.kind === 'accepted' && reply.kind === 'answered') {
      this.#openIn = reply.place;
      return accepted;
    }
    // Whatever a failed open left behind goes with its thread or process; a module that failed to load would fail again in it.
    await this.#carrier.stop();
    return outcome.kind === 'broken' ? { ...outcome, reason: 'open-failed' } : outcome;
  }

  async #close(deadlineMs: number): Promise<void> {
    const startedAt = performance.now();
    const abort = setTimeout(() => this.#carrier.abort(), deadlineMs);
    const kill = setTimeout(() => this.#carrier.kill(), deadlineMs + this.#graceMs);
    await this.#inTurn(async () => {
      if (!this.#carrier.isCurrent(this.#openIn)) return;
      const leftMs = Math.max(1, deadlineMs - (performance.now() - startedAt));
      const outcome = outcomeOf(await this.#carrier.call({ kind: 'close' }, leftMs));
      if (outcome.kind === 'accepted') return;
      this.#options.log.warn({ sink: this.#options.name, err: errorOf(outcome) }, 'the sink did not close cleanly');
    });
    clearTimeout(abort);
    clearTimeout(kill);
    await this.#carrier.stop();
  }
}

function isRehearsed(message: unknown): message is { readonly request: RehearsedRequest } {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'rehearsed';
}

function isDescription(answer: Answer): answer is DescribeResult {
  return answer.kind === 'described' || answer.kind === 'unusable';
}

function outcomeOf(reply: Reply): Outcome {
  if (reply.kind === 'died') return { kind: 'broken', reason: reply.reason, error: reply.error };
  return isDescription(reply.answer) ? { kind: 'retry', error: misunderstood() } : reply.answer;
}

function errorOf(outcome: Exclude<Outcome, { kind: 'accepted' }>): FlatError | undefined {
  return outcome.kind === 'partial' ? undefined : outcome.error;
}

function closedError(): FlatError {
  return { name: 'SinkHostError', code: codes.sinkClosed, message: 'The sink was closed before this call' };
}

function misunderstood(): FlatError {
  return {
    name: 'SinkHostError',
    code: codes.sinkAnswer,
    message: 'The worker answered another question than it was asked',
  };
}
