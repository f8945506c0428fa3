import type { Scope } from '../revision.ts';
import type { ScopeStatus } from './source.ts';

/** Beyond a deadline's own action (a watchdog that cuts, a wait that ends), before health calls the scope dead. */
const graceMs = 15_000;

/** The status of one scope while it changes. */
export class ScopeStatusKeeper {
  readonly #scope: Scope;
  readonly #now: () => number;
  readonly #heard: (at: number) => void;
  #state: ScopeStatus['state'] = 'starting';
  #lastFrameAt: number | undefined;
  #deadlineAt: number | undefined;
  #synced = false;
  #problem: string | undefined;
  #pausedSince: number | undefined;

  /** `heard` is told each time the server was heard. */
  constructor(scope: Scope, now: () => number, heard: (at: number) => void) {
    this.#scope = scope;
    this.#now = now;
    this.#heard = heard;
  }

  /** The state from now on, to end or be renewed within `ms`; undefined: there is no such limit. */
  enter(state: ScopeStatus['state'], ms: number | undefined): void {
    this.#state = state;
    this.expect(ms);
  }

  /** Renews the deadline. */
  expect(ms: number | undefined): void {
    this.#deadlineAt = ms === undefined ? undefined : this.#now() + ms + graceMs;
  }

  /** Bytes came from the server. */
  heard(): void {
    this.#lastFrameAt = this.#now();
    this.#heard(this.#lastFrameAt);
  }

  /** The first list or watch worked. */
  synced(): void {
    this.#synced = true;
  }

  problem(text: string | undefined): void {
    this.#problem = text;
  }

  /** Reading stops until the intake has room. */
  pause(): void {
    this.#pausedSince = this.#now();
  }

  resume(): void {
    this.#pausedSince = undefined;
  }

  get paused(): boolean {
    return this.#pausedSince !== undefined;
  }

  snapshot(): ScopeStatus {
    const paused = this.#pausedSince;
    return {
      scope: this.#scope,
      state: this.#state,
      lastFrameAt: this.#lastFrameAt,
      // A scope that waits for the journal is not dead: cutting it off would bring nothing back.
      deadlineAt: paused === undefined ? this.#deadlineAt : undefined,
      synced: this.#synced,
      problem:
        paused === undefined
          ? this.#problem
          : `reading is paused since ${new Date(paused).toISOString()}: what was read is not durable yet`,
    };
  }
}
