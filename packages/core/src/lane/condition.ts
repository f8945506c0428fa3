import type { FlatError } from '@kubeherald/sink-host';
import type { Clock } from '../clock.ts';
import type { Circuit } from './circuit.ts';
import type { LaneProblem, LaneState } from './status.ts';

/** What decides by itself, whatever the workers report. */
export type Phase = Extract<LaneState, 'created' | 'running' | 'misconfigured' | 'stopping' | 'stopped'>;

/** States that nobody needs to read of in a log: they come and go with single attempts. */
const quiet: ReadonlySet<LaneState> = new Set<LaneState>(['waiting', 'probing']);

/** The one state of a lane, out of what its workers report. */
export class Condition {
  readonly #clock: Clock;
  readonly #circuit: () => Circuit;
  readonly #changed: () => void;
  #phase: Phase = 'created';
  /** What the disk or the journal refuses. */
  readonly #stalled = new Set<object>();
  /** By shard: when what failed is tried again, Unix ms. */
  readonly #waiting = new Map<number, number>();
  #state: LaneState = 'created';
  #told: LaneState = 'created';
  #since: number;
  #problem: LaneProblem | undefined;

  /** `changed` is called after each change that a person wants to read of. */
  constructor(clock: Clock, circuit: () => Circuit, changed: () => void) {
    this.#clock = clock;
    this.#circuit = circuit;
    this.#changed = changed;
    this.#since = clock.now();
  }

  get state(): LaneState {
    return this.#state;
  }

  /** Unix ms. */
  get since(): number {
    return this.#since;
  }

  get problem(): LaneProblem | undefined {
    return this.#problem;
  }

  /** Unix ms; undefined when nothing waits. */
  get nextAttemptAt(): number | undefined {
    const circuit = this.#circuit();
    if (circuit.state === 'open') return circuit.until;
    return this.#waiting.size === 0 ? undefined : Math.min(...this.#waiting.values());
  }

  enter(phase: Phase): void {
    this.#phase = phase;
    this.#refresh();
  }

  /** An attempt is being made. */
  attempts(): void {
    if (this.#state !== 'running') this.#refresh();
  }

  /** Nothing of this shard waits any more. */
  well(shard: number): void {
    this.#waiting.delete(shard);
    if (this.#state === 'running' && this.#problem === undefined) return;
    this.#forget();
  }

  /** Something failed and is tried again at `at` (Unix ms). `error`: why, when it failed just now. */
  waits(shard: number, at: number, error: FlatError | undefined): void {
    this.#waiting.set(shard, at);
    if (error) this.failed(error);
    this.#refresh();
  }

  /** `what` cannot be done and is tried again. */
  stalls(what: object, error: FlatError): void {
    this.#stalled.add(what);
    this.failed(error);
    this.#refresh();
  }

  /** `what` works again. */
  flows(what: object): void {
    if (this.#stalled.delete(what)) this.#forget();
  }

  /** Remembers what went wrong last. */
  failed(error: FlatError): void {
    this.#problem = { code: error.code, message: error.message, at: this.#clock.now() };
  }

  #forget(): void {
    if (this.#phase === 'running' && this.#stalled.size === 0 && this.#waiting.size === 0) this.#problem = undefined;
    this.#refresh();
  }

  #refresh(): void {
    const state = this.#current();
    if (state === this.#state) return;
    this.#state = state;
    this.#since = this.#clock.now();
    if (quiet.has(state) || state === this.#told) return;
    this.#told = state;
    this.#changed();
  }

  #current(): LaneState {
    if (this.#phase !== 'running') return this.#phase;
    if (this.#stalled.size > 0) return 'stalled';
    const circuit = this.#circuit().state;
    if (circuit !== 'closed') return circuit;
    return this.#waiting.size > 0 ? 'waiting' : 'running';
  }
}
