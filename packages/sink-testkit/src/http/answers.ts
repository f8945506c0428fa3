import type { ExpectedAnswer } from '../destination.ts';
import type { ReceivedRequest } from './request.ts';

/** An answer of the destination. */
export interface Reply {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. Default empty. */
  readonly body?: string | Uint8Array | object;
  /** Milliseconds before it is sent. Default 0. */
  readonly afterMs?: number;
}

/**
 * What a destination does instead of answering at once. `late`: takes the delivery as always, and says so after a while. `hang`: reads the request and stays silent. `silent`: takes the connection and never
 * reads from it. `reset`: cuts the connection. `reset mid-body`: takes the delivery, sends half of an answer and cuts the connection.
 * `garbage`: bytes that are no HTTP. `down`: nothing listens; it concerns all requests until the script is changed.
 */
export type Mishap = 'late' | 'hang' | 'silent' | 'reset' | 'reset mid-body' | 'garbage' | 'down';

/** How a destination replies: at once the same, or made of the request. */
export type Replier = Reply | ((request: ReceivedRequest) => Reply);

/** An answer to play, and what it must become. */
export interface HttpAnswer extends ExpectedAnswer {
  readonly reply: Replier | Mishap;
}

/** Some destinations repeat in their errors what they were sent, credentials included: the sink's error must not show them. */
function echo(request: ReceivedRequest): object {
  return { error: 'refused', url: request.path, headers: request.headers };
}

const failing =
  (status: number, headers: Readonly<Record<string, string>> = {}) =>
  (request: ReceivedRequest): Reply => ({ status, headers, body: echo(request) });

/** Seconds that the answers with Retry-After name: unlike any usual default, so that passing it on can be told from guessing. */
const waitSeconds = 7;
const dateSeconds = 90;
/** A date counts whole seconds, and the machine may stand still meanwhile. */
const dateRangeMs = [(dateSeconds - 30) * 1000, dateSeconds * 1000] as const;

const retryDate = (request: ReceivedRequest): Reply => {
  const date = new Date(Date.now() + dateSeconds * 1000).toUTCString();
  return { status: 429, headers: { 'retry-after': date }, body: echo(request) };
};

/**
 * The answers of any HTTP API, by the meaning that HTTP gives them (RFC 9110, 6585): 408, 429 and 5xx pass, other 4xx stay.
 * @param bodyMatters the destination says in the body whether it took the delivery, so a body that cannot be read is no acceptance
 */
export function httpAnswers({ bodyMatters = false } = {}): Readonly<Record<string, HttpAnswer>> {
  const unread = bodyMatters ? 'retry' : (['accepted', 'retry'] as const);
  return {
    'an acceptance that takes a while': { reply: 'late', becomes: 'accepted' },
    '400': { reply: failing(400), becomes: 'rejected' },
    '401': { reply: failing(401), becomes: ['rejected', 'misconfigured'] },
    '403': { reply: failing(403), becomes: ['rejected', 'misconfigured'] },
    '404': { reply: failing(404), becomes: ['rejected', 'misconfigured'] },
    '408': { reply: failing(408), becomes: 'retry' },
    '413': { reply: failing(413), becomes: 'rejected' },
    '422': { reply: failing(422), becomes: 'rejected' },
    '429': { reply: failing(429), becomes: 'retry' },
    '429 with Retry-After in seconds': {
      reply: failing(429, { 'retry-after': String(waitSeconds) }),
      becomes: 'retry',
      retryAfterMs: waitSeconds * 1000,
    },
    '429 with Retry-After as a date': { reply: retryDate, becomes: 'retry', retryAfterMs: dateRangeMs },
    '500': { reply: failing(500), becomes: 'retry' },
    '502 with a page of HTML': {
      reply: { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><h1>502 Bad Gateway</h1></html>' },
      becomes: 'retry',
    },
    '503 with Retry-After': {
      reply: failing(503, { 'retry-after': String(waitSeconds) }),
      becomes: 'retry',
      retryAfterMs: waitSeconds * 1000,
    },
    '504': { reply: failing(504), becomes: 'retry' },
    'a redirect': {
      reply: { status: 302, headers: { location: '/elsewhere' } },
      becomes: ['misconfigured', 'rejected', 'retry'],
    },
    '200 with a body of garbage': { reply: { body: '\u0000\u0001{{<not JSON' }, becomes: unread },
    'an answer that is no HTTP': { reply: 'garbage', becomes: 'retry' },
    'a connection that is cut': { reply: 'reset', becomes: 'retry' },
    'a connection that is cut in the middle of the answer': { reply: 'reset mid-body', becomes: unread },
    'no answer': { reply: 'hang', becomes: 'retry', never: true },
    'a connection that is never accepted': { reply: 'silent', becomes: 'retry', never: true },
    'nothing listening': { reply: 'down', becomes: 'retry' },
  };
}
