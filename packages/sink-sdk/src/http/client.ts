import { answered } from '../answer.ts';
import { ConfigError } from '../errors.ts';
import { parseDuration } from '../schema.ts';
import { createDispatchers } from './dispatcher.ts';
import { excerpt } from './excerpt.ts';
import { exchange } from './exchange.ts';
import { failure } from './failure.ts';
import { joinHeaders } from './headers.ts';
import { judge } from './judge.ts';
import type { BodyCodes, Meaning } from './meaning.ts';
import { type HttpOptions, httpUrl, tlsConnect } from './options.ts';
import { decode, hideSecrets, redactUrl, secretHeaders, secretsOf } from './redact.ts';
import { isRehearsal, rehearse } from './rehearsal.ts';
import type { HttpReply } from './reply.ts';

export interface HttpRequest {
  /** Default: the client's. */
  readonly url?: string | URL;
  /** Default POST. */
  readonly method?: string;
  /** Their names go out as they are written. Without a User-Agent, `kubeherald` is sent. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Statuses other than 2xx that are no failure here. */
  readonly accept?: (status: number) => boolean;
  /** In place of the client's. */
  readonly statuses?: Readonly<Record<number, Meaning>>;
  /** In place of the client's. */
  readonly codes?: BodyCodes;
  /** Texts that nothing may show of this exchange, beside the client's: such as a token that the destination refused before. */
  readonly secrets?: readonly string[];
  /** The answer holds a credential, such as a token: it is not shown to who asks what the destination answered. */
  readonly confidential?: boolean;
}

/** An HTTP client that keeps its connections, follows no redirect, and shows no credential in its errors. */
export interface HttpClient {
  /**
   * Sends a request; resolves with a reply that is a success: by its status, 2xx, and by the code in its body when `codes` is given.
   * @throws RetryableError for the network, the time limit, 408, 425, 429 (with Retry-After) and 5xx; ConfigError for a redirect;
   * RejectedError for any other status; where `statuses` and `codes` say otherwise, what they say
   */
  send(request: HttpRequest): Promise<HttpReply>;
  /** `text` without the credentials of options and URL: for what a sink reads out of a reply and puts into an error or log. */
  hide(text: string): string;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/** Some firewalls refuse what names no client. */
const ownHeaders = { 'User-Agent': 'kubeherald' } as const;

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
  const secrets = [...(options.secrets ?? []), ...(own ? secretsOf(own.url) : []), ...secretHeaders(own?.headers)];
  const hideFor = (request: HttpRequest, target: Target) => (text: string) =>
    hideSecrets(text, [
      ...secrets,
      ...(request.secrets ?? []),
      ...secretsOf(target.url),
      ...secretHeaders(target.headers),
      ...secretHeaders(request.headers),
    ]);
  const where = (request: HttpRequest, target: Target) => `${request.method ?? 'POST'} ${redactUrl(target.url)}`;

  const run = async (request: HttpRequest, target: Target): Promise<HttpReply> => {
    const wire = {
      origin: target.origin,
      path: target.path,
      method: request.method ?? 'POST',
      headers: joinHeaders(ownHeaders, target.headers, request.headers ?? {}),
      body: request.body ?? null,
    };
    if (isRehearsal()) {
      const hide = hideFor(request, target);
      const { method, headers, body } = wire;
      const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
      const text = typeof body === 'string' ? hide(body) : (body ?? '');
      // What asks for a token is made of credentials.
      const shown = request.confidential ? '' : text;
      const url = redactUrl(target.url);
      return rehearse({ method, url, contentType: type, body: shown }, request.codes ?? options.codes);
    }
    try {
      return await exchange(dispatchers.for(target.url), wire, { timeoutMs, signal: request.signal });
    } catch (error) {
      const proxy = dispatchers.proxyFor(target.url);
      throw failure(error, where(request, target), hideFor(request, target), proxy);
    }
  };
  return {
    async send(request) {
      const target = targetFor(request);
      const reply = await run(request, target);
      const asked = { where: where(request, target), hide: hideFor(request, target), nowMs: now() };
      const { accept, statuses = options.statuses, codes = options.codes } = request;
      const failed = judge(reply, { ...asked, accept, statuses, codes });
      if (failed) throw failed;
      const shown = () => (request.confidential ? '' : excerpt(asked.hide(reply.text)));
      answered(() => `${asked.where} answered ${reply.status} ${shown()}`.trimEnd());
      return reply;
    },
    hide: (text) => hideSecrets(text, secrets),
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
