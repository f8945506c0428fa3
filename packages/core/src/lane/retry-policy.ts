/** Times in milliseconds. */
export interface RetryPolicy {
  readonly initialMs: number;
  readonly maxMs: number;
  /** A destination may ask for a longer wait than `maxMs`, but for no longer than this. */
  readonly maxRetryAfterMs: number;
  /** After so many attempts an event becomes a dead letter; absent: never. */
  readonly maxAttempts?: number;
  /** A single event that broke the worker so often, while nothing else got through: a later one is tried before it. */
  readonly aheadAfter: number;
  /** A single event that broke the worker so often after others got through becomes a dead letter. */
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
  aheadAfter: 3,
  breaksAfter: 5,
};
