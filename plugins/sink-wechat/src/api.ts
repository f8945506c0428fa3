import { createHttpClient, RetryableError, type Token, TokenCache } from '@kubeherald/sink-sdk';
import { firstSendCodes, sendCodes, staleToken, statuses, tokenCodes } from './answers.ts';
import { codeOf, readToken, unreached } from './reply.ts';

const usualHeaders = { 'content-type': 'application/json; charset=utf-8' } as const;

/** How to reach the API, and as which application. */
export type ApiOptions = Parameters<typeof createHttpClient>[0] & {
  readonly url: string;
  readonly corpId: string;
  readonly corpSecret: string;
  readonly agentId: number;
};

/** The API of one application. Its methods throw the SDK's errors. */
export interface Api {
  /** Sends a message, JSON. @returns whom it did not reach, in words; empty: all got it */
  send(body: string, signal: AbortSignal, headers?: Readonly<Record<string, string>>): Promise<string>;
  /** Whether the credentials are good and belong together. Sends nothing. */
  check(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param now milliseconds of a clock that is never set
 * @throws ConfigError for a URL, proxy or certificate that cannot work
 */
export async function createApi(options: ApiOptions, now: () => number): Promise<Api> {
  const { corpId, corpSecret, agentId } = options;
  const base = `${options.url.replace(/\/+$/, '')}/cgi-bin`;
  const client = await createHttpClient({ ...options, url: base, secrets: [corpSecret], statuses });

  const fetchToken = async (signal: AbortSignal): Promise<Token> => {
    const query = new URLSearchParams({ corpid: corpId, corpsecret: corpSecret });
    const url = `${base}/gettoken?${query.toString()}`;
    const askedAt = now();
    const { text } = await client.send({ method: 'GET', url, signal, codes: tokenCodes, confidential: true });
    const given = readToken(text);
    // The answer itself is not shown: what there is of it may be the token.
    if (given === undefined)
      throw new RetryableError(`GET ${base}/gettoken answered without access_token and expires_in`);
    return { text: given.token, expiresAt: askedAt + given.seconds * 1000 };
  };
  const tokens = new TokenCache(fetchToken, now);

  /** Calls with a token, and once more with a new one when that is refused: WeCom may end a token before its time. */
  const call = async (request: {
    readonly method: string;
    readonly path: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly signal: AbortSignal;
  }): Promise<string> => {
    const { method, path, body, signal, headers = usualHeaders } = request;
    const attempt = async (codes: typeof sendCodes) => {
      const token = await tokens.get(signal);
      const url = new URL(`${base}/${path}`);
      url.searchParams.set('access_token', token);
      const { text } = await client.send({
        method,
        url,
        signal,
        codes,
        ...(body === undefined ? {} : { body, headers }),
      });
      const stale = staleToken.has(codeOf(text));
      if (stale) tokens.refuse(token);
      return stale ? undefined : text;
    };
    const text = (await attempt(firstSendCodes)) ?? (await attempt(sendCodes));
    if (text === undefined) throw new RetryableError(`${method} ${base}/${path}: WeCom refused two tokens in a row`);
    return text;
  };

  return {
    send: async (body, signal, headers) =>
      unreached(await call({ method: 'POST', path: 'message/send', body, signal, headers })),
    check: async (signal) => {
      await call({ method: 'GET', path: `agent/get?agentid=${agentId}`, signal });
    },
    close: () => client.close(),
  };
}
