/** Shape of the waits between failures; ms. */
export interface BackoffPolicy {
  /** Before jitter. client-go's reflector: 800. */
  readonly firstMs: number;
  /** Before jitter. Half a minute with the jitter: no wait is longer, and no two daemons come back together. */
  readonly highestMs: number;
  /** Without a failure for so long, the next one waits `firstMs` again. client-go's reflector: two minutes. */
  readonly resetMs: number;
}

/** The waits of client-go's reflector: 800 ms, doubled each time, each multiplied by a random 1 to 2, at most 30 s. */
export const reflectorBackoff: BackoffPolicy = { firstMs: 800, highestMs: 15_000, resetMs: 120_000 };

/** Where a row of failures stands; undefined: no failure yet. */
export type BackoffState = { readonly failures: number; readonly until: number } | undefined;

/** The wait after one more failure, and the state that follows it. `random` is in [0, 1). */
export function backOff(
  policy: BackoffPolicy,
  state: BackoffState,
  now: number,
  random: number,
): { readonly waitMs: number; readonly state: BackoffState } {
  const failures = state === undefined || now - state.until > policy.resetMs ? 0 : state.failures;
  const base = Math.min(policy.highestMs, policy.firstMs * 2 ** failures);
  const waitMs = Math.round(base * (1 + random));
  return { waitMs, state: { failures: failures + 1, until: now + waitMs } };
}
