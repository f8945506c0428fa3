/** A year; more is a mistake, and would overflow timers. */
const longestWaitMs = 365 * 86_400_000;

const first = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : value[0];

/** Each of the three forms of an HTTP date (RFC 9110 §5.6.7) begins with its day's name; Date.parse alone makes a date of `-5` and of `7, 8`. */
const httpDate = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i;

/**
 * Milliseconds that a Retry-After header asks to wait (RFC 9110 §10.2.3: seconds or an HTTP date); undefined when absent or unreadable.
 */
export function retryAfterMs(header: string | readonly string[] | undefined, nowMs: number): number | undefined {
  const value = first(header)?.trim();
  if (!value) return undefined;
  const isSeconds = /^\d+(\.\d+)?$/.test(value);
  if (!isSeconds && !httpDate.test(value)) return undefined;
  const wait = isSeconds ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(Math.ceil(wait), 0), longestWaitMs);
}
