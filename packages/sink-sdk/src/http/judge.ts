import { ConfigError, RejectedError, RetryableError } from '../errors.ts';
import { excerpt } from './excerpt.ts';
import { type BodyCodes, findCode, type Meaning } from './meaning.ts';
import { redactLocation } from './redact.ts';
import type { HttpReply } from './reply.ts';
import { retryAfterMs } from './retry-after.ts';

/** Statuses below 500 after which the same request may succeed: timeout, too early, too many requests (RFC 9110, 8470, 6585). */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/** What is known of a request when its reply is judged. */
export interface Asked {
  /** Redacted: `POST https://host/path`. */
  readonly where: string;
  /** Takes secrets out of what the destination wrote. */
  readonly hide: (text: string) => string;
  /** Unix ms. */
  readonly nowMs: number;
  /** Statuses other than 2xx that are no failure here. */
  readonly accept?: ((status: number) => boolean) | undefined;
  /** What statuses mean at this API, where that differs. */
  readonly statuses?: Readonly<Record<number, Meaning>> | undefined;
  readonly codes?: BodyCodes | undefined;
}

/**
 * What a status means: 2xx is success; 408, 425, 429 and 5xx are retried; a redirect means that the URL is wrong, which no retry heals and
 * no event is to blame for; any other status rejects the events.
 */
function meaningOfStatus(status: number): Meaning {
  if (isSuccess(status)) return { kind: 'success' };
  if (isRedirect(status)) return { kind: 'config', advice: 'redirects are not followed: configure the final URL' };
  return passing.has(status) || status >= 500 ? { kind: 'retry' } : { kind: 'rejected' };
}

/** What an API says that answers 200 without the code that it always has. */
const silent: Meaning = {
  kind: 'retry',
  advice: 'this is no answer of the API: is the URL right, and is a proxy between?',
};

/** Failure wins: of a status and a code in the body, either may be the one that tells of it. */
function meaningOf(byCode: Meaning | undefined, byStatus: Meaning, hasCodes: boolean): Meaning {
  if (byCode === undefined) return hasCodes && byStatus.kind === 'success' ? silent : byStatus;
  return byCode.kind === 'success' ? byStatus : byCode;
}

/** The error that a reply amounts to; undefined: it is a success. */
export function judge(reply: HttpReply, asked: Asked): RetryableError | RejectedError | ConfigError | undefined {
  const { status } = reply;
  if (asked.accept?.(status)) return undefined;
  const byStatus = asked.statuses?.[status] ?? meaningOfStatus(status);
  const found = asked.codes && findCode(reply, asked.codes);
  const meaning = meaningOf(found?.meaning, byStatus, asked.codes !== undefined);
  if (meaning.kind === 'success') return undefined;
  const message = tell(reply, asked, found?.said ?? '', meaning.advice);
  switch (meaning.kind) {
    case 'config':
      return new ConfigError(message);
    case 'rejected':
      return new RejectedError(message);
    case 'retry': {
      const header = retryAfterMs(reply.headers['retry-after'], asked.nowMs);
      return new RetryableError(message, { retryAfterMs: found?.afterMs ?? header ?? meaning.afterMs });
    }
  }
}

function tell({ status, headers, text }: HttpReply, asked: Asked, code: string, advice: string | undefined): string {
  const [location] = [headers.location ?? []].flat();
  const redirect = `a redirect to ${location === undefined ? 'nowhere' : excerpt(asked.hide(redactLocation(location)))}`;
  const said = isRedirect(status) ? redirect : excerpt(asked.hide(code === '' ? text : code));
  const what = `${asked.where} answered ${status}${said === '' ? '' : `: ${said}`}`;
  return advice === undefined ? what : `${what}; ${advice}`;
}
