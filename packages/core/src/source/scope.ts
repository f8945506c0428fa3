import { comparePositions, type Position, type Push, type Revision } from '../revision.ts';
import { type BackoffState, backOff } from './backoff.ts';
import { afterFailure, type Next, RequestFailure, type RestartReason, type Stage } from './failure.ts';
import type { FirstPosition } from './first-position.ts';
import { readList, readPosition } from './list.ts';
import type { SourceStartAt } from './options.ts';
import { type ScopeContext, waitForRoom } from './scope-context.ts';
import { guardSilence } from './silence.ts';
import type { Intake } from './source.ts';
import { Trouble } from './trouble.ts';
import { readWatch } from './watch.ts';

/** Follows one scope: a stage at a time, the next one decided by how the last one ended. */
export class ScopeFollower {
  readonly #context: ScopeContext;
  readonly #intake: Intake;
  readonly #startAt: SourceStartAt;
  readonly #first: FirstPosition;
  readonly #trouble: Trouble;
  /** The highest position pushed; undefined: none is known, or those known belong to an epoch that is over. */
  #position: Position | undefined;
  #backoff: BackoffState;
  /** What ended a watch, or kept one from beginning, since the last one that worked. */
  readonly #reasons = new Set<RestartReason>();
  #unreadableAt: Position | undefined;
  #heardAt = 0;
  #announced = false;

  constructor(context: ScopeContext, intake: Intake, startAt: SourceStartAt, first: FirstPosition) {
    this.#context = context;
    this.#intake = intake;
    this.#startAt = startAt;
    this.#first = first;
    this.#trouble = new Trouble(context);
  }

  /** Resolves when `signal` aborts. Rejects only for faults that retrying cannot mend. */
  async run(signal: AbortSignal): Promise<void> {
    const { status } = this.#context;
    this.#position = this.#intake.position(this.#context.selection.scope);
    let stage: Stage = this.#position === undefined ? 'start' : 'probe';
    try {
      while (!signal.aborted) {
        try {
          stage = await this.#take(stage, signal);
        } catch (error) {
          if (signal.aborted) return;
          if (!(error instanceof RequestFailure)) throw error;
          stage = await this.#recover(stage, error, signal);
        }
      }
    } finally {
      status.enter('stopped', undefined);
    }
  }

  /** Does one stage and says which is next. */
  async #take(stage: Stage, signal: AbortSignal): Promise<Stage> {
    await waitForRoom(this.#context, signal);
    const position = this.#position;
    if (stage === 'watch' && position !== undefined) return this.#watch(position, signal);
    const { status, timing } = this.#context;
    if (stage === 'probe' && position !== undefined) {
      status.expect(timing.probeTimeoutMs);
      await readPosition(this.#context, signal, position);
      this.#trouble.clear(stage);
      return 'watch';
    }
    if (stage === 'compare' && position !== undefined) {
      status.expect(timing.probeTimeoutMs);
      const current = await readPosition(this.#context, signal);
      this.#trouble.clear(stage);
      // Not below it: another API server was only behind, and by now the storage has reached the position.
      this.#checkEpoch(current);
      return this.#position === undefined ? 'list' : 'watch';
    }
    status.enter('listing', timing.pageTimeoutMs);
    const listed =
      stage === 'start' && this.#startAt.kind === 'now' ? await this.#first.read(signal) : await this.#list(signal);
    this.#push({ kind: 'listed', scope: this.#context.selection.scope, position: listed }, 0);
    this.#position = listed;
    this.#trouble.clear(stage);
    return 'watch';
  }

  #list(signal: AbortSignal): Promise<Position> {
    const { scope } = this.#context.selection;
    return readList(
      this.#context,
      {
        begin: (position) => this.#checkEpoch(position),
        page: (revisions, bytes) => this.#push({ kind: 'page', scope, revisions }, bytes),
      },
      signal,
    );
  }

  /** A server below the position has a storage that was set back, or is another cluster: what it shows is new, whatever its numbers. */
  #checkEpoch(position: Position): void {
    const before = this.#position;
    if (before === undefined || comparePositions(position, before) >= 0) return;
    const { log, selection, connection } = this.#context;
    const reason = `the server's resourceVersion ${position} is below ${before}, up to which events were taken: its storage was restored from a backup, or another cluster answers at ${connection.origin}`;
    log.error(
      { scope: selection.scope, position, before },
      `${reason}. A new epoch begins: what is newer in event time than all that was taken is taken`,
    );
    this.#push({ kind: 'epoch', scope: selection.scope, position, reason }, 0);
    this.#position = undefined;
  }

  async #watch(position: Position, signal: AbortSignal): Promise<Stage> {
    const { clock, log, observer, selection, timing } = this.#context;
    const until = new AbortController();
    const stop = () => until.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    this.#heardAt = clock.now();
    const openedAt = clock.now();
    const guard = guardSilence(
      this.#context,
      () => ({ position: this.#position ?? position, heardAt: this.#heardAt }),
      this.#trouble,
      until.signal,
    ).then(
      (failure) => until.abort(failure),
      (error: unknown) => until.abort(error),
    );
    try {
      await readWatch(
        this.#context,
        { position, passAt: this.#unreadableAt },
        { opened: () => this.#opened(), frames: (...frames) => this.#frames(...frames) },
        until.signal,
      );
    } finally {
      if (clock.now() - openedAt >= timing.veryShortMs) this.#reasons.clear();
      signal.removeEventListener('abort', stop);
      until.abort();
      await guard;
    }
    observer.restarted(selection.scope, 'ended');
    log.debug({ scope: selection.scope, position: this.#position }, 'the watch ended in good order');
    // After a silence the position may be forgotten by now, or the storage behind it exchanged.
    return clock.now() - this.#heardAt < timing.silenceMs ? 'watch' : 'probe';
  }

  #opened(): void {
    this.#heardAt = this.#context.clock.now();
    this.#context.status.heard();
    this.#context.status.synced();
    this.#trouble.clear('watch');
    if (this.#announced) return;
    this.#announced = true;
    const { log, selection, connection } = this.#context;
    log.info({ scope: selection.scope, position: this.#position }, `follows the events of ${connection.origin}`);
  }

  #frames(revisions: readonly Revision[], position: Position, bytes: number): void {
    this.#heardAt = this.#context.clock.now();
    this.#reasons.clear();
    this.#position = position;
    this.#push({ kind: 'watch', scope: this.#context.selection.scope, revisions, position }, bytes);
  }

  #push(push: Push, bytes: number): void {
    // Async, so that an intake that throws is one that rejects: a fault of it is never taken for one of the network.
    const pushed = (async () => this.#intake.push(push))();
    this.#context.outstanding.add(pushed, bytes);
  }

  /** Decides what follows a failure, and waits as long as that says. */
  async #recover(stage: Stage, error: RequestFailure, signal: AbortSignal): Promise<Stage> {
    const { clock, log, observer, selection, status, timing } = this.#context;
    const { failure } = error;
    const next = this.#decide(stage, error);
    observer.restarted(selection.scope, next.reason);
    this.#reasons.add(next.reason);
    if (stage === 'watch' && failure.kind === 'unreadable') this.#unreadableAt = this.#position;
    if (next.wait === 'none') {
      log.debug({ scope: selection.scope, stage, reason: next.reason, err: error }, 'goes on at once');
      return next.stage;
    }
    const step = backOff(timing.backoff, this.#backoff, clock.now(), clock.random());
    this.#backoff = step.state;
    // What the server names is its least, and the scopes of one client should not all come back in the same moment.
    const waitMs = typeof next.wait === 'number' ? next.wait * (1 + clock.random() / 10) : step.waitMs;
    this.#trouble.add(stage, failure, next);
    status.enter('waiting', waitMs + timing.probeTimeoutMs);
    try {
      await clock.sleep(waitMs, signal);
    } catch (reason) {
      // Only the abort ends a sleep early, and the loop sees it.
      if (!signal.aborted) throw reason;
    }
    return next.stage;
  }

  #decide(stage: Stage, error: RequestFailure): Next {
    const first = afterFailure(stage, error.failure, false);
    return this.#reasons.has(first.reason) ? afterFailure(stage, error.failure, true) : first;
  }
}
