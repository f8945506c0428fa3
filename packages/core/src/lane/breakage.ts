import type { FlatError, Outcome } from '@kubeherald/sink-host';
import { backoffMs } from './backoff.ts';
import type { Attempt, Next } from './decision.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** How the worker itself failed. */
export type BreakReason = Extract<Outcome, { kind: 'broken' }>['reason'];

/**
 * Of waits after a break, which are there for the machine and not for the destination: finding one event among a hundred takes
 * seven breaks and some two seconds, and a sink that breaks on everything has started some twenty threads when its circuit opens.
 */
const restartWaits = { initialMs: 50, maxMs: 500 };

/**
 * What follows when the worker broke. One event may be the cause, or the sink, and other events tell which:
 *
 * - A worker that did not open had no event in its hands: none is the cause, and the sink's circuit counts it.
 * - A batch is halved at once, down to single events. It blames nobody yet: neither the circuit nor its events count it.
 * - A single event goes behind all others. Each time it breaks the worker again is a strike against it, but only once the sink
 *   has accepted others since these events broke it first; until then it speaks against the sink, and the circuit counts it.
 * - With `breaksAfter` strikes it becomes a dead letter.
 *
 * So of a sink that breaks on everything no event becomes a dead letter: nothing is accepted, and after as many single events as
 * the circuit allows it opens. A missed deadline may also be a destination that is slow now and then: it counts against the event
 * only when others were accepted since the last one, and none was late for the first time.
 */
export function afterBroken(
  reason: BreakReason,
  error: FlatError,
  attempt: Attempt,
  policy: RetryPolicy,
  random: number,
): Next {
  if (reason === 'open-failed') {
    return { kind: 'wait', waitMs: backoffMs(attempt.failures + 1, policy, random), askedMs: 0, error };
  }
  const waitMs = backoffMs(attempt.broken + 1, restartWaits, random);
  if (attempt.events > 1) return { kind: 'split', waitMs, error };
  if (policy.maxAttempts !== undefined && attempt.tried >= policy.maxAttempts) {
    return { kind: 'dead-letter', reason: 'attempts', error };
  }
  const strikes = countStrikes(reason, attempt);
  if (strikes >= policy.breaksAfter) return { kind: 'dead-letter', reason: 'breaks-worker', error };
  return { kind: 'set-aside', waitMs, strikes, error };
}

/** Whether the break speaks against the sink, so that its circuit counts it. See {@link afterBroken}. */
export function speaksAgainstSink(reason: BreakReason, attempt: Attempt): boolean {
  if (reason === 'open-failed') return true;
  if (attempt.events > 1) return false;
  return reason === 'deadline' ? !attempt.othersSinceLast || attempt.slowSinceLast : !attempt.othersSinceFirst;
}

function countStrikes(reason: BreakReason, attempt: Attempt): number {
  if (reason === 'deadline' && attempt.slowSinceLast) return 0;
  return speaksAgainstSink(reason, attempt) ? attempt.strikes : attempt.strikes + 1;
}
