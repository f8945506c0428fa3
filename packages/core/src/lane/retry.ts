import type { EventRefusal, FlatError, Outcome } from '@kubeherald/sink-host';
import type { DeadLetterReason } from './ports.ts';

/** Times in milliseconds. */
export interface RetryPolicy {
  readonly initialMs: number;
  readonly maxMs: number;
  /** A destination may ask for a longer wait than `maxMs`, but for no longer than this. */
  readonly maxRetryAfterMs: number;
  /** After so many attempts an event becomes a dead letter; absent: never. */
  readonly maxAttempts?: number;
  /** A batch that broke the worker so often in a row is split, to find the event that does it; for a single event a later one is tried first. */
  readonly splitAfter: number;
  /** A single event that broke the worker so often, while others got through, becomes a dead letter. */
  readonly breaksAfter: number;
}

/**
 * Half a second lets a restarted destination or a dropped connection recover, a minute keeps a long outage cheap and is
 * noticed by nobody who waits for its end. A day bounds a mistaken Retry-After.
 */
export const retryDefaults: RetryPolicy = {
  initialMs: 500,
  maxMs: 60_000,
  maxRetryAfterMs: 86_400_000,
  splitAfter: 3,
  breaksAfter: 5,
};

/** What is known of a batch when an attempt has ended. */
export interface Attempt {
  readonly events: number;
  /** How often these events were handed over, this time included, also as part of larger batches. */
  readonly tried: number;
  /** Attempts in a row that failed before this one. */
  readonly failures: number;
  /** How often in a row they broke the worker before this time, also as part of larger batches. */
  readonly broken: number;
  /** Of a single event: breaks counted against it so far. */
  readonly strikes: number;
  /** Other events of the lane were accepted since these broke the worker first. */
  readonly othersSinceFirst: boolean;
  /** Other events of the lane were accepted since these broke the worker last. */
  readonly othersSinceLast: boolean;
  /** Since then other events overstayed their deadline for the first time: the destination is slow for all. */
  readonly slowSinceLast: boolean;
}

/** What the lane does next with the batch. */
export type Next =
  | { readonly kind: 'acknowledge' }
  /** `refused` become dead letters, `retry` (indices) are tried again alone after `waitMs`, the others are acknowledged. */
  | {
      readonly kind: 'settle';
      readonly refused: readonly Refused[];
      readonly retry: readonly number[];
      readonly waitMs: number;
      readonly askedMs: number;
      readonly error: FlatError;
    }
  /** Again after `waitMs`. `askedMs`: what the destination itself asked for, 0 when it asked for nothing. */
  | { readonly kind: 'wait'; readonly waitMs: number; readonly askedMs: number; readonly error: FlatError }
  /** A single event that broke the worker: let others go first. */
  | { readonly kind: 'set-aside'; readonly waitMs: number; readonly strikes: number; readonly error: FlatError }
  /** In halves, the first after `waitMs`. */
  | { readonly kind: 'split'; readonly waitMs: number; readonly error: FlatError }
  | { readonly kind: 'dead-letter'; readonly reason: DeadLetterReason; readonly error: FlatError }
  /** The sink's options cannot work: stop the lane. */
  | { readonly kind: 'stop'; readonly error: FlatError };

/** One event of a batch that becomes a dead letter. */
export interface Refused {
  readonly index: number;
  readonly reason: DeadLetterReason;
  readonly error: FlatError;
}

/** Decides what becomes of a batch. `random` in [0, 1). */
export function afterOutcome(outcome: Outcome, attempt: Attempt, policy: RetryPolicy, random: number): Next {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'acknowledge' };
    case 'partial':
      return afterPartial(outcome.refusals, attempt, policy, random);
    case 'retry':
      return afterRetry(outcome.error, outcome.retryAfterMs, attempt, policy, random);
    case 'rejected':
      return attempt.events > 1
        ? { kind: 'split', waitMs: 0, error: outcome.error }
        : { kind: 'dead-letter', reason: 'rejected', error: outcome.error };
    case 'misconfigured':
      return { kind: 'stop', error: outcome.error };
    case 'broken':
      return afterBroken(outcome.reason, outcome.error, attempt, policy, random);
  }
}

/** Exponential, jittered over [wait/2, wait). `failures` in a row, this one included. */
export function backoffMs(failures: number, policy: Pick<RetryPolicy, 'initialMs' | 'maxMs'>, random: number): number {
  const waitMs = Math.min(policy.maxMs, policy.initialMs * 2 ** Math.max(0, failures - 1));
  return (waitMs / 2) * (1 + random);
}

function afterRetry(
  error: FlatError,
  retryAfterMs: number | undefined,
  attempt: Attempt,
  policy: RetryPolicy,
  random: number,
): Next {
  const askedMs = asked(retryAfterMs, policy);
  const waitMs = Math.max(backoffMs(attempt.failures + 1, policy, random), askedMs);
  return exhausted(attempt, policy, waitMs, error) ?? { kind: 'wait', waitMs, askedMs, error };
}

/** A batch at its last attempt is split first: one event that the destination cannot take must not condemn the others. */
function exhausted(attempt: Attempt, policy: RetryPolicy, waitMs: number, error: FlatError): Next | undefined {
  if (policy.maxAttempts === undefined || attempt.tried < policy.maxAttempts) return undefined;
  return attempt.events > 1 ? { kind: 'split', waitMs, error } : { kind: 'dead-letter', reason: 'attempts', error };
}

function afterPartial(refusals: readonly EventRefusal[], attempt: Attempt, policy: RetryPolicy, random: number): Next {
  const byIndex = new Map<number, EventRefusal>();
  for (const refusal of refusals) {
    // A refusal of an event that is not there leaves open which one was meant, so nothing can count as accepted.
    if (!Number.isInteger(refusal.index) || refusal.index < 0 || refusal.index >= attempt.events)
      return afterRetry(refusal.error, refusal.retryAfterMs, attempt, policy, random);
    byIndex.set(refusal.index, refusal);
  }
  const [first] = byIndex.values();
  if (first === undefined) return { kind: 'acknowledge' };
  const refused: Refused[] = [];
  const retry: number[] = [];
  let askedMs = 0;
  for (const { index, retry: again, retryAfterMs, error } of byIndex.values()) {
    if (!again) refused.push({ index, reason: 'rejected', error });
    else if (policy.maxAttempts !== undefined && attempt.tried >= policy.maxAttempts)
      refused.push({ index, reason: 'attempts', error });
    else {
      retry.push(index);
      askedMs = Math.max(askedMs, asked(retryAfterMs, policy));
    }
  }
  // Something was accepted or refused for good, so the destination works: the backoff starts anew unless nothing moved.
  const failures = retry.length === attempt.events ? attempt.failures + 1 : 1;
  const waitMs = Math.max(backoffMs(failures, policy, random), askedMs);
  if (retry.length === attempt.events) return { kind: 'wait', waitMs, askedMs, error: first.error };
  retry.sort((left, right) => left - right);
  return { kind: 'settle', refused, retry, waitMs, askedMs, error: first.error };
}

function afterBroken(
  reason: Extract<Outcome, { kind: 'broken' }>['reason'],
  error: FlatError,
  attempt: Attempt,
  policy: RetryPolicy,
  random: number,
): Next {
  const waitMs = backoffMs(attempt.failures + 1, policy, random);
  // The sink did not even open: no event was in its hands, so none can be the cause.
  if (reason === 'open-failed') return { kind: 'wait', waitMs, askedMs: 0, error };
  const limited = exhausted(attempt, policy, waitMs, error);
  if (limited) return limited;
  if (attempt.events > 1) {
    // Once a batch was split for breaking the worker, its parts need no second proof.
    return attempt.broken + 1 >= policy.splitAfter
      ? { kind: 'split', waitMs: backoffMs(1, policy, random), error }
      : { kind: 'wait', waitMs, askedMs: 0, error };
  }
  const strikes = countStrikes(reason, attempt);
  if (strikes >= policy.breaksAfter && attempt.othersSinceFirst)
    return { kind: 'dead-letter', reason: 'breaks-worker', error };
  return { kind: 'set-aside', waitMs, strikes, error };
}

/**
 * A crash is the event's doing or the sink's, and other events tell which. A missed deadline may also be a destination that
 * is slow now and then, so it counts only when others got through since the last one, and none was late for the first time.
 */
function countStrikes(reason: string, attempt: Attempt): number {
  if (reason !== 'deadline') return attempt.strikes + 1;
  if (attempt.slowSinceLast) return 0;
  return attempt.othersSinceLast ? attempt.strikes + 1 : attempt.strikes;
}

function asked(retryAfterMs: number | undefined, policy: RetryPolicy): number {
  if (retryAfterMs === undefined || !(retryAfterMs > 0)) return 0;
  return Math.min(retryAfterMs, policy.maxRetryAfterMs);
}
