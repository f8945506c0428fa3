import { ConfigError } from '../errors.ts';
import { parseDuration } from '../schema.ts';
import { createDispatchers } from './dispatcher.ts';
import { exchange } from './exchange.ts';
import { failure } from './failure.ts';
import { type HttpReply, isSuccess, judge } from './judge.ts';
import { type HttpOptions, httpUrl, tlsConnect } from './options.ts';
import { decode, hideSecrets, redactUrl, secretsOf } from './redact.ts';

export interface HttpRequest {
  /** Default: the client's. */
  readonly url?: string | URL;
  /** Default POST. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Statuses other than 2xx that are no failure here. */
  readonly accept?: (status: number) => boolean;
}

/** An HTTP client that keeps its connections, follows no redirect, and shows no credential in its errors. */
export interface HttpClient {
  /**
   * Sends a request; resolves with a reply of status 2xx. A destination that answers 200 and says in the body that it failed is left
   * to the sink.
   * @throws RetryableError for the network, the time limit, 408, 425, 429 (with Retry-After) and 5xx; ConfigError for a redirect;
   * RejectedError for any other status
   */
  send(request: HttpRequest): Promise<HttpReply>;
  /** Cuts all connections. */
  close(): Promise<void>;
}

interface Target {
  readonly url: URL;
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Makes a client; connects to nothing yet.
 * @throws ConfigError for a URL, proxy, certificate or time limit that cannot work
 */
export async function createHttpClient(options: HttpOptions): Promise<HttpClient> {
  const timeoutMs = parseDuration(options.timeout ?? '10s');
  const tls = tlsConnect(options.tls ?? {});
  const own = options.url === undefined ? undefined : targetOf(httpUrl(options.url, 'url'));
  const dispatchers = createDispatchers(await import('undici'), options, tls, timeoutMs);
  const now = options.now ?? Date.now;

  const targetFor = (request: HttpRequest): Target => {
    if (request.url !== undefined)
      return targetOf(request.url instanceof URL ? request.url : httpUrl(request.url, 'url'));
    if (own) return own;
    throw new ConfigError('url: neither the client nor the request has one');
  };
  const hideFor = (target: Target) => (text: string) =>
    hideSecrets(text, [...(options.secrets ?? []), ...secretsOf(target.url), ...Object.values(target.headers)]);
  const where = (request: HttpRequest, target: Target) => `${request.method ?? 'POST'} ${redactUrl(target.url)}`;

  const run = async (request: HttpRequest, target: Target): Promise<HttpReply> => {
    const wire = {
      origin: target.origin,
      path: target.path,
      method: request.method ?? 'POST',
      headers: { ...target.headers, ...request.headers },
      body: request.body ?? null,
    };
    try {
      return await exchange(dispatchers.for(target.url.protocol), wire, { timeoutMs, signal: request.signal });
    } catch (error) {
      throw failure(error, where(request, target), hideFor(target));
    }
  };
  return {
    async send(request) {
      const target = targetFor(request);
      const reply = await run(request, target);
      if (isSuccess(reply.status) || request.accept?.(reply.status)) return reply;
      throw judge(reply, where(request, target), hideFor(target), now());
    },
    close: () => dispatchers.destroy(),
  };
}

/** A user and password in the URL become a header: undici leaves them out. */
function targetOf(url: URL): Target {
  const user = url.username || url.password;
  const plain = `${decode(url.username)}:${decode(url.password)}`;
  const headers: Record<string, string> = user
    ? { authorization: `Basic ${Buffer.from(plain).toString('base64')}` }
    : {};
  return { url, origin: url.origin, path: url.pathname + url.search, headers };
}
