/**
 * How long the next commit waits, in ms: commits start `intervalMs` apart at least, and after a pause at once. A clock that
 * was set back must not hold one up.
 */
export function commitDelayMs(now: number, startedAt: number, intervalMs: number): number {
  if (now < startedAt) return 0;
  return Math.max(0, Math.min(intervalMs, startedAt + intervalMs - now));
}
