import type { Delivery } from '@kubeherald/sink-sdk';

/** So many batches per period, with a burst on top after a quiet time. */
export type RateLimit = NonNullable<Delivery['rateLimit']>;

/** A token bucket: `tokens` at the time `at` (Unix ms). A batch takes one token. */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** Sums of fractions fall short of whole tokens by about 1e-16 each; far above that, far below a token. */
const epsilon = 1e-6;

/** A full bucket. */
export function fullBucket(limit: RateLimit, now: number): Bucket {
  return { tokens: capacity(limit), at: now };
}

/** Milliseconds until a token is there; 0 when there is one. */
export function tokenInMs(bucket: Bucket, limit: RateLimit, now: number): number {
  const { tokens } = refilled(bucket, limit, now);
  if (tokens >= 1 - epsilon) return 0;
  return Math.ceil(((1 - tokens) * limit.perMs) / limit.batches);
}

/** The bucket with one token less; may only be called when {@link tokenInMs} is 0. */
export function takeToken(bucket: Bucket, limit: RateLimit, now: number): Bucket {
  const { tokens, at } = refilled(bucket, limit, now);
  return { tokens: Math.max(0, tokens - 1), at };
}

/** A clock that was set back adds nothing and takes nothing. */
function refilled(bucket: Bucket, limit: RateLimit, now: number): Bucket {
  const elapsedMs = Math.max(0, now - bucket.at);
  return { tokens: Math.min(capacity(limit), bucket.tokens + (elapsedMs * limit.batches) / limit.perMs), at: now };
}

/** A bucket that holds less than one token would never give one. */
function capacity(limit: RateLimit): number {
  return Math.max(1, limit.burst);
}
