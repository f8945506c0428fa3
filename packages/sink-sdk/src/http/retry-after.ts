/** A year; more is a mistake, and would overflow timers. */
const longestWaitMs = 365 * 86_400_000;

const first = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : value[0];

/**
 * Milliseconds that a Retry-After header asks to wait (RFC 9110 §10.2.3: seconds or an HTTP date); undefined when absent or unreadable.
 */
export function retryAfterMs(header: string | readonly string[] | undefined, nowMs: number): number | undefined {
  const value = first(header)?.trim();
  if (!value) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(Math.ceil(wait), 0), longestWaitMs);
}
