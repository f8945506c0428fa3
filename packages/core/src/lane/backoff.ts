/** Milliseconds. */
export interface Waits {
  readonly initialMs: number;
  readonly maxMs: number;
}

/** Exponential, jittered over [wait/2, wait). `failures` in a row, this one included. */
export function backoffMs(failures: number, policy: Waits, random: number): number {
  const waitMs = Math.min(policy.maxMs, policy.initialMs * 2 ** Math.max(0, failures - 1));
  return (waitMs / 2) * (1 + random);
}
