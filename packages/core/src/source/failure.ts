import { type Code, codes } from '../errors.ts';

/** What a scope is doing; each is one request, and what may fail. */
export type Stage =
  /** The first position of a scope that was never followed. */
  | 'start'
  /** Is the position good? A list of one at exactly that resourceVersion. */
  | 'probe'
  /** Has the server been set back? Its current resourceVersion against the position. */
  | 'compare'
  | 'list'
  | 'watch';

/** How a request failed. */
export type Failure =
  /** An HTTP status that is no success, or the code of a watch's ERROR frame. */
  | {
      readonly kind: 'status';
      readonly status: number;
      /** The Status' reason; empty when the body was none. */
      readonly reason: string;
      readonly message: string;
      readonly retryAfterMs: number | undefined;
      /** The position lies in the server's future: a cause of the Status is ResourceVersionTooLarge. */
      readonly future: boolean;
    }
  /** No response: refused, reset, no such host, no TLS. */
  | { readonly kind: 'network'; readonly message: string }
  /** No response, or no more of it, in time. */
  | { readonly kind: 'timeout'; readonly message: string }
  /** A watch that worked was cut, or outlived its deadline (a half-open socket). */
  | { readonly kind: 'cut'; readonly message: string }
  /** A watch that ended at once, with nothing in it. */
  | { readonly kind: 'very-short'; readonly message: string }
  /** What came is not what the API promises. */
  | { readonly kind: 'unreadable'; readonly message: string }
  /** The kubeconfig or an exec plugin gave no credentials. */
  | { readonly kind: 'credentials'; readonly message: string };

/** Why a watch was ended or a request repeated: the label of the restart counter. */
export type RestartReason =
  | 'ended'
  | 'gone'
  | 'future'
  | 'throttled'
  | 'server-error'
  | 'refused'
  | 'forbidden'
  | 'unauthorized'
  | 'network'
  | 'timeout'
  | 'cut'
  | 'very-short'
  | 'unreadable'
  | 'credentials';

/** What to do about a failure. */
export interface Next {
  readonly stage: Stage;
  /** `none`: at once; `backoff`: jittered and growing; a number: the server named it, ms. */
  readonly wait: 'none' | 'backoff' | number;
  readonly reason: RestartReason;
  readonly code: Code;
}

/** Thrown by every request of the source. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}

/** A Retry-After beyond this is cut to it: priority and fairness gives 32 s at most, a proxy may say anything. */
const longestRetryAfterMs = 120_000;

/**
 * The table: which stage follows a failure, and after what wait.
 * `repeated` says that the same happened before without a good watch in between, so that what is routine once does not spin.
 */
export function afterFailure(stage: Stage, failure: Failure, repeated: boolean): Next {
  const again = stage === 'watch' ? 'probe' : stage;
  const once = repeated ? 'backoff' : 'none';
  switch (failure.kind) {
    case 'status':
      return afterStatus(stage, failure, again, once);
    case 'network':
    case 'timeout':
    case 'very-short':
    case 'credentials':
      return {
        stage: again,
        wait: 'backoff',
        reason: failure.kind,
        code: failure.kind === 'credentials' ? codes.kubeconfig : codes.apiServer,
      };
    case 'cut':
      return { stage: again, wait: once, reason: 'cut', code: codes.apiServer };
    case 'unreadable':
      return { stage: again, wait: stage === 'watch' ? once : 'backoff', reason: 'unreadable', code: codes.apiServer };
  }
}

function afterStatus(
  stage: Stage,
  failure: Extract<Failure, { kind: 'status' }>,
  again: Stage,
  once: 'none' | 'backoff',
): Next {
  const { status } = failure;
  const restart: Stage = stage === 'start' ? 'start' : 'list';
  if (isGone(status, failure.reason)) return { stage: restart, wait: once, reason: 'gone', code: codes.apiServer };
  if (failure.future && stage !== 'start' && stage !== 'list') {
    return { stage: 'compare', wait: once, reason: 'future', code: codes.apiServer };
  }
  if (status === 401) return { stage: again, wait: 'backoff', reason: 'unauthorized', code: codes.unauthorized };
  if (status === 403) return { stage: again, wait: 'backoff', reason: 'forbidden', code: codes.forbidden };
  if (status === 429 || status >= 500) {
    const wait = failure.retryAfterMs === undefined ? 'backoff' : Math.min(failure.retryAfterMs, longestRetryAfterMs);
    return { stage: again, wait, reason: status === 429 ? 'throttled' : 'server-error', code: codes.apiServer };
  }
  // A server that does not know resourceVersionMatch=Exact refuses the probe itself; comparing needs no such option.
  if (stage === 'probe' && (status === 400 || status === 422)) {
    return { stage: 'compare', wait: once, reason: 'refused', code: codes.apiServer };
  }
  return { stage: again, wait: 'backoff', reason: 'refused', code: codes.apiServer };
}

/** Whether the server has forgotten the position: by code or reason, never by the text, which differs with the storage. */
export function isGone(status: number, reason: string): boolean {
  return status === 410 || reason === 'Expired' || reason === 'Gone';
}

/** A Retry-After header (RFC 9110 §10.2.3: seconds, or an HTTP date) in ms from `now`; undefined when there is none or it is malformed. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
