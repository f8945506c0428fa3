import type { EncodedEvent } from '@kubeherald/sink-host';
import type { Entry } from '../record.ts';
import { batchId, encodeEvents } from './batch.ts';
import type { Attempt } from './decision.ts';
import { type Evidence, type EvidenceMark, mark } from './evidence.ts';

/** Events that are delivered together, and what became of them so far. Times are Unix ms. */
export interface Piece {
  /** In the order of their sequence; never empty. */
  readonly entries: readonly Entry[];
  /** Of the batch with these very events; 0 before the first. */
  attempt: number;
  /** How often these events were handed over, also as part of larger pieces; without those that broke the worker. */
  tried: number;
  /** Attempts in a row that failed. */
  failures: number;
  failedAt: number;
  /** Earliest next attempt by the backoff; void once the circuit has closed again. */
  dueAt: number;
  /** Earliest next attempt as the destination asked. */
  notBefore: number;
  /** Times in a row that these events broke the worker. */
  broken: number;
  strikes: number;
  /** The last time, it did so by overstaying its deadline. */
  late: boolean;
  firstBroken: EvidenceMark | undefined;
  lastBroken: EvidenceMark | undefined;
  id: string;
  events: readonly EncodedEvent[];
}

/** A piece that was never tried; its events were tried with `from`, when that is given. */
export function newPiece(sink: string, shard: number, entries: readonly Entry[], from?: Piece): Piece {
  return {
    entries,
    attempt: 0,
    tried: from?.tried ?? 0,
    failures: from?.failures ?? 0,
    failedAt: from?.failedAt ?? 0,
    dueAt: from?.dueAt ?? 0,
    notBefore: from?.notBefore ?? 0,
    broken: from?.broken ?? 0,
    strikes: 0,
    late: from?.late ?? false,
    firstBroken: from?.firstBroken,
    lastBroken: from?.lastBroken,
    id: batchId(sink, shard, entries),
    events: encodeEvents(entries),
  };
}

/** Notes that an attempt failed, and when the next one may be made. `now` in Unix ms; `askedMs` 0: the destination asked for nothing. */
export function noteFailure(piece: Piece, now: number, waitMs: number, askedMs: number): void {
  piece.failures += 1;
  piece.failedAt = now;
  piece.dueAt = now + waitMs;
  piece.notBefore = askedMs > 0 ? now + askedMs : 0;
}

/** Notes that the piece broke the worker. */
export function noteBreak(piece: Piece, late: boolean, evidence: Evidence): void {
  if (late && piece.broken === 0) evidence.slow += 1;
  piece.broken += 1;
  piece.late = late;
  piece.lastBroken = mark(evidence);
  piece.firstBroken ??= piece.lastBroken;
}

/** The worker survived the piece. */
export function clearBreaks(piece: Piece): void {
  piece.broken = 0;
  piece.strikes = 0;
  piece.late = false;
  piece.firstBroken = undefined;
  piece.lastBroken = undefined;
}

/** Whether nothing else got through since the piece broke the worker, so that the sink may be at fault. */
export function isUnproven(piece: Piece, evidence: Evidence): boolean {
  const since = piece.late ? piece.lastBroken : piece.firstBroken;
  return since !== undefined && evidence.accepted <= since.accepted;
}

/** The piece's part in the decision after an attempt that has just ended. */
export function attemptOf(piece: Piece, evidence: Evidence): Attempt {
  return {
    events: piece.entries.length,
    tried: piece.tried,
    failures: piece.failures,
    broken: piece.broken,
    strikes: piece.strikes,
    othersSinceFirst: piece.firstBroken !== undefined && evidence.accepted > piece.firstBroken.accepted,
    othersSinceLast: piece.lastBroken !== undefined && evidence.accepted > piece.lastBroken.accepted,
    slowSinceLast: piece.lastBroken !== undefined && evidence.slow > piece.lastBroken.slow,
  };
}

/** The sequence of the piece's first event. */
export function firstSequence(piece: Piece): number {
  return piece.entries[0]?.sequence ?? 0;
}
