import type { FlatError } from '@kubeherald/sink-host';
import type { Delivery } from '@kubeherald/sink-sdk';
import type { Clock } from '../clock.ts';
import { codes, HeraldError } from '../errors.ts';
import type { Entry } from '../record.ts';
import { type CircuitPolicy, circuitDefaults } from './circuit.ts';
import { Condition } from './condition.ts';
import { Gate } from './gate.ts';
import type { Parts, Tally } from './parts.ts';
import { flatten } from './persist.ts';
import type { Cursor, DeadLetterStore, LaneObserver, Reader, Worker } from './ports.ts';
import { type RetryPolicy, retryDefaults } from './retry-policy.ts';
import { Shard } from './shard.ts';
import type { LaneStatus } from './status.ts';

/** How one sink is fed. */
export interface LaneOptions {
  /** The sink's name from the config. */
  readonly name: string;
  readonly delivery: Delivery;
  /** Defaults: {@link retryDefaults}. */
  readonly retry?: Partial<RetryPolicy>;
  /** Defaults: {@link circuitDefaults}. */
  readonly circuit?: Partial<CircuitPolicy>;
}

/** What a lane is joined to. */
export interface LaneDependencies {
  readonly reader: Reader;
  /** Opened for as many shards as there are workers. */
  readonly cursor: Cursor;
  /** One per shard, `delivery.concurrency` of them; the lane closes them when it stops. */
  readonly workers: readonly Worker[];
  /** Whether the sink wants the entry; called once or twice per entry and shard. Must not throw. */
  readonly wanted: (entry: Entry) => boolean;
  readonly deadLetters: DeadLetterStore;
  readonly clock: Clock;
  readonly observer: LaneObserver;
}

/** One sink's path out of the journal. */
export interface Lane {
  /** Begins to deliver. Once. */
  start(): void;
  /**
   * Begins no new batch, waits up to `deadlineMs` (a duration) for those in flight, hands back what is not done by then (it comes
   * again after a restart), flushes the cursor and closes the workers. Safe twice, and without a start.
   */
  stop(deadlineMs: number): Promise<void>;
  status(): LaneStatus;
  /** Whether a wanted entry was read and is not acknowledged yet: it is settled without being read again. */
  holds(entry: Pick<Entry, 'sequence' | 'objectKey'>): boolean;
}

/** Joins a lane's parts. It does nothing before `start()`. */
export function createLane(options: LaneOptions, dependencies: LaneDependencies): Lane {
  return new SinkLane(options, dependencies);
}

/** Even when deliveries have used up the deadline: time for a cursor's fdatasync, and for a worker to be ended by force. */
const graceMs = 3_000;
/** Timers of the platform overflow at 2^31 ms. */
const longestDeadlineMs = 3_600_000;

class SinkLane implements Lane {
  readonly #parts: Parts;
  readonly #shards: readonly Shard[];
  readonly #workers: readonly Worker[];
  readonly #stopping = new AbortController();
  readonly #abandoning = new AbortController();
  #runs: Promise<unknown> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(options: LaneOptions, dependencies: LaneDependencies) {
    const { name, delivery } = options;
    const { workers, clock, observer } = dependencies;
    const tally: Tally = { inFlight: 0, delivered: 0, deadLettered: 0 };
    const signal = this.#stopping.signal;
    const gate = new Gate(clock, { ...circuitDefaults, ...options.circuit }, delivery.rateLimit, signal);
    const condition = new Condition(
      clock,
      () => gate.circuit,
      () => observer.changed(this.status()),
    );
    this.#workers = workers;
    this.#parts = {
      ...dependencies,
      name,
      delivery,
      retry: { ...retryDefaults, ...options.retry },
      gate,
      condition,
      evidence: { accepted: 0, slow: 0 },
      tally,
      signal,
      abandoned: this.#abandoning.signal,
      misconfigured: (error) => this.#misconfigured(error),
    };
    this.#shards = workers.map((worker, index) => new Shard(this.#parts, index, workers.length, worker));
  }

  start(): void {
    if (this.#parts.condition.state !== 'created') return;
    this.#parts.condition.enter('running');
    this.#runs = Promise.all(this.#shards.map((shard) => shard.run()));
  }

  stop(deadlineMs: number): Promise<void> {
    this.#stopped ??= this.#stop(deadlineMs);
    return this.#stopped;
  }

  status(): LaneStatus {
    const { name, condition, gate, tally } = this.#parts;
    return {
      name,
      state: condition.state,
      since: condition.since,
      problem: condition.problem,
      failures: gate.circuit.failures,
      position: Math.min(...this.#shards.map((shard) => shard.position)),
      inFlight: tally.inFlight,
      nextAttemptAt: condition.nextAttemptAt,
      delivered: tally.delivered,
      deadLettered: tally.deadLettered,
    };
  }

  holds(entry: Pick<Entry, 'sequence' | 'objectKey'>): boolean {
    return this.#shards[entry.objectKey % this.#shards.length]?.holds(entry) ?? false;
  }

  async #stop(deadlineMs: number): Promise<void> {
    const { condition } = this.#parts;
    condition.enter('stopping');
    await this.#finish(deadlineMs);
    condition.enter('stopped');
  }

  /** Ends the other workers' deliveries too, but lets them finish what they have. */
  #misconfigured(error: FlatError): void {
    const { condition, delivery } = this.#parts;
    if (this.#stopping.signal.aborted) return;
    condition.failed(error);
    condition.enter('misconfigured');
    void this.#finish(delivery.timeoutMs);
  }

  /** Never rejects: what goes wrong at the end is the lane's last problem. */
  async #finish(deadlineMs: number): Promise<void> {
    const { clock, condition } = this.#parts;
    const until = clock.now() + deadlineMs;
    const left = () => Math.max(0, until - clock.now());
    this.#stopping.abort(new Error('the lane stops'));
    await within(this.#runs, left(), clock);
    this.#abandoning.abort(new Error('the lane has stopped'));
    const flush = Promise.all(this.#shards.map((shard) => shard.flush()));
    const close = Promise.allSettled(this.#workers.map((worker) => worker.close(left())));
    const enough = Math.max(left(), graceMs);
    const [flushed, closed] = await Promise.all([within(flush, enough, clock), within(close, enough, clock)]);
    for (const error of flushed ?? [late('the cursor was not durable')])
      if (error !== undefined) condition.failed(flatten(error));
    for (const result of closed ?? [{ status: 'rejected', reason: late('a worker did not end') } as const])
      if (result.status === 'rejected') condition.failed(flatten(result.reason));
  }
}

/** What a promise resolves to, or undefined when that takes longer than `ms`. */
async function within<Value>(promise: Promise<Value>, ms: number, clock: Clock): Promise<Value | undefined> {
  const answered = new AbortController();
  const timer = clock.sleep(Math.min(ms, longestDeadlineMs), answered.signal).then(
    () => undefined,
    // The promise was first.
    () => undefined,
  );
  try {
    return await Promise.race([promise, timer]);
  } finally {
    answered.abort();
  }
}

function late(what: string): HeraldError {
  return new HeraldError(
    codes.laneDeadline,
    `${what} when the lane had to stop; nothing is lost, a batch may be repeated after a restart`,
  );
}
