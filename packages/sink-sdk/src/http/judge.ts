import { ConfigError, RejectedError, RetryableError } from '../errors.ts';

/** What a destination answered. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** The beginning of the body, as UTF-8; at most 64 KiB of it. */
  readonly text: string;
}

/** Statuses below 500 after which the same request may succeed: timeout, too early, too many requests (RFC 9110, 8470, 6585). */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

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

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/**
 * What a status other than 2xx means: 408, 425, 429 and 5xx are retried; a redirect means that the URL is wrong, which no retry
 * heals and no event is to blame for; any other status rejects the events.
 * @param where the request, redacted: `POST https://host/path`
 * @param hide takes secrets out of what the destination wrote
 */
export function judge(
  reply: HttpReply,
  where: string,
  hide: (text: string) => string,
  nowMs: number,
): RetryableError | RejectedError | ConfigError {
  const { status } = reply;
  const said = excerpt(hide(reply.text));
  const message = `${where} answered ${status}${said ? `: ${said}` : ''}`;
  if (status >= 300 && status < 400) {
    const location = hide(first(reply.headers.location) ?? 'nowhere');
    return new ConfigError(
      `${where} answered ${status}, a redirect to ${location}; redirects are not followed: configure the final URL`,
    );
  }
  if (passing.has(status) || status >= 500) {
    return new RetryableError(message, { retryAfterMs: retryAfterMs(reply.headers['retry-after'], nowMs) });
  }
  return new RejectedError(message);
}

/** The beginning of a body on one line. 300 characters hold what an API says of an error. */
function excerpt(text: string): string {
  const line = text
    .slice(0, 1000)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
