import { type HttpReply, RetryableError } from '@kubeherald/sink-sdk';

type Headers = HttpReply['headers'];

/** A day: a longer wait is a mistake. */
const longestWaitMs = 86_400_000;

const textOf = (headers: Headers, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
};

const bounded = (ms: number): number | undefined =>
  Number.isNaN(ms) ? undefined : Math.min(Math.max(Math.ceil(ms), 0), longestWaitMs);

/** `limit=100, remaining=0, reset=54`, in seconds. Source: docs.honeycomb.io/api/rate-limit. */
function windowOf(headers: Headers) {
  const number = (name: string) => {
    const found = new RegExp(`(?:^|[,;\\s])${name}=(\\d+)`).exec(textOf(headers, 'ratelimit'))?.[1];
    return found === undefined ? undefined : Number(found);
  };
  return { remaining: number('remaining'), reset: number('reset') };
}

/** Milliseconds that a refusal for the rate asks to wait: Retry-After, or else the end of the window. */
export function waitOf(headers: Headers, nowMs: number): number | undefined {
  const after = textOf(headers, 'retry-after').trim();
  if (after !== '') return bounded(/^\d+(\.\d+)?$/.test(after) ? Number(after) * 1000 : Date.parse(after) - nowMs);
  const { reset } = windowOf(headers);
  return reset === undefined ? undefined : bounded(reset * 1000);
}

/** Keeps to the window that answers tell of: when nothing remains of it, the next request would only be refused. */
export class Pace {
  readonly #now: () => number;
  #closedUntil = Number.NEGATIVE_INFINITY;

  /** @param now Unix ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws RetryableError while nothing remains of the window */
  enter(): void {
    const wait = this.#closedUntil - this.#now();
    if (wait <= 0) return;
    throw new RetryableError('the rate limit allows no request until its window ends', { retryAfterMs: wait });
  }

  /** Reads the headers of a request that was taken. */
  note(headers: Headers): void {
    const { remaining, reset } = windowOf(headers);
    if (remaining === 0 && reset !== undefined) this.#closedUntil = this.#now() + (bounded(reset * 1000) ?? 0);
  }
}
