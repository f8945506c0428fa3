import type { EventRefusal, FlatError, Outcome } from '@kubeherald/sink-host';
import { backoffMs } from './backoff.ts';
import { afterBroken } from './breakage.ts';
import type { Attempt, Next, Refused } from './decision.ts';
import type { RetryPolicy } from './retry-policy.ts';

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

function asked(retryAfterMs: number | undefined, policy: RetryPolicy): number {
  if (retryAfterMs === undefined || !(retryAfterMs > 0)) return 0;
  return Math.min(retryAfterMs, policy.maxRetryAfterMs);
}
