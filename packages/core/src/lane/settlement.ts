import type { Outcome } from '@kubeherald/sink-host';
import type { Entry } from '../record.ts';
import { speaksAgainstSink } from './breakage.ts';
import type { Attempt, Next, Refused } from './decision.ts';
import type { Pass } from './gate.ts';
import type { Parts } from './parts.ts';
import { persist } from './persist.ts';
import { attemptOf, clearBreaks, noteBreak, noteFailure, type Piece } from './piece.ts';
import type { Progress } from './progress.ts';
import { afterOutcome } from './retry.ts';
import type { Window } from './window.ts';

/** Does, for one shard, what the decision after an attempt says. */
export class Settlement {
  readonly #parts: Parts;
  readonly #shard: number;
  readonly #progress: Progress;

  constructor(parts: Parts, shard: number, progress: Progress) {
    this.#parts = parts;
    this.#shard = shard;
    this.#progress = progress;
  }

  /**
   * Acknowledges what the outcome of `piece` settles, and prepares what is left of the window. Resolves when the next batch may
   * be sent; rejects with the signal's reason when the lane stops first.
   */
  async apply(window: Window, piece: Piece, pass: Pass, outcome: Outcome): Promise<void> {
    const { clock, evidence, retry, abandoned } = this.#parts;
    const now = clock.now();
    // No event was in the worker's hands, or several were, of which one at most is to blame: no limit of attempts counts it.
    const isBatch = piece.entries.length > 1;
    if (outcome.kind === 'broken' && (isBatch || outcome.reason === 'open-failed')) piece.tried -= 1;
    const attempt = attemptOf(piece, evidence);
    const next = afterOutcome(outcome, attempt, retry, clock.random());
    if (next.kind === 'stop') return this.#parts.misconfigured(next.error);
    const answered = isAnswer(outcome, next);
    this.#noteOutcome(piece, pass, outcome, attempt, next, answered);
    const accepted = await this.#rearrange(window, piece, next, answered, now);
    abandoned.throwIfAborted();
    const acknowledged = this.#progress.settle(window.settledThrough());
    this.#noteState(window, next, now);
    await acknowledged;
    if (accepted.length > 0) this.#parts.observer.delivered(accepted, now);
  }

  #noteOutcome(piece: Piece, pass: Pass, outcome: Outcome, attempt: Attempt, next: Next, answered: boolean): void {
    const { gate, evidence } = this.#parts;
    if (answered) gate.answered();
    else if (pass === 'probe' || outcome.kind !== 'broken' || speaksAgainstSink(outcome.reason, attempt)) {
      gate.failed(pass, 'askedMs' in next ? next.askedMs : 0);
    }
    if (outcome.kind !== 'broken') clearBreaks(piece);
    else if (outcome.reason !== 'open-failed') noteBreak(piece, outcome.reason === 'deadline', evidence);
  }

  /** Returns the entries that were accepted. */
  async #rearrange(
    window: Window,
    piece: Piece,
    next: Exclude<Next, { kind: 'stop' }>,
    answered: boolean,
    now: number,
  ): Promise<readonly Entry[]> {
    switch (next.kind) {
      case 'acknowledge':
        window.settle(piece);
        return this.#accepted(piece.entries);
      case 'settle': {
        await this.#bury(piece, next.refused, now);
        const open = new Set([...next.retry, ...next.refused.map((refused) => refused.index)]);
        if (next.retry.length === 0) window.settle(piece);
        else {
          piece.failures = 0;
          noteFailure(piece, now, next.waitMs, next.askedMs);
          window.narrow(piece, next.retry);
        }
        return this.#accepted(piece.entries.filter((_, index) => !open.has(index)));
      }
      case 'dead-letter':
        await this.#bury(piece, [{ index: 0, reason: next.reason, error: next.error }], now);
        window.settle(piece);
        return [];
      case 'split':
        if (!answered) noteFailure(piece, now, next.waitMs, 0);
        // The halves begin anew, unless the destination has refused all of them together until now.
        if (answered || piece.broken > 0) piece.failures = 0;
        window.split(piece);
        return [];
      case 'set-aside':
        piece.strikes = next.strikes;
        noteFailure(piece, now, next.waitMs, 0);
        window.setAside(piece);
        return [];
      case 'wait':
        noteFailure(piece, now, next.waitMs, next.askedMs);
        return [];
    }
  }

  #accepted(entries: readonly Entry[]): readonly Entry[] {
    if (entries.length > 0) this.#parts.evidence.accepted += 1;
    this.#parts.tally.delivered += entries.length;
    return entries;
  }

  /** Puts events into the dead letters; waits for as long as the disk refuses them. */
  async #bury(piece: Piece, refused: readonly Refused[], at: number): Promise<void> {
    if (refused.length === 0) return;
    const { deadLetters, condition, clock, signal, observer, tally } = this.#parts;
    const letters = refused.flatMap(({ index, reason, error }) => {
      const entry = piece.entries[index];
      return entry ? [{ entry, reason, error, attempts: piece.tried, batch: piece.id, at }] : [];
    });
    await persist(() => deadLetters.append(letters), piece, condition, clock, signal);
    tally.deadLettered += letters.length;
    for (const [reason, group] of Map.groupBy(letters, (letter) => letter.reason)) {
      const [first] = group;
      if (first) observer.deadLettered(group.length, reason, first.error);
    }
  }

  #noteState(window: Window, next: Next, now: number): void {
    const { condition, gate } = this.#parts;
    const left = window.next();
    const isDue = left !== undefined && left.dueAt <= now && gate.circuit.state === 'closed';
    if (left === undefined || isDue) condition.well(this.#shard);
    else condition.waits(this.#shard, left.dueAt, 'error' in next ? next.error : undefined);
  }
}

/** Whether the destination works, whatever it thinks of these events. */
function isAnswer(outcome: Outcome, next: Next): boolean {
  if (outcome.kind === 'partial') return next.kind === 'acknowledge' || next.kind === 'settle';
  return outcome.kind === 'accepted' || outcome.kind === 'rejected';
}
