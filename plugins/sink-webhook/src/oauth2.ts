import { type BodyCodes, createHttpClient, type Meaning, RetryableError, TokenCache } from '@kubeherald/sink-sdk';

type HttpOptions = Parameters<typeof createHttpClient>[0];

/** How to get a token with a client's own credentials. */
export interface OAuth2Options {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientAuth: 'basic' | 'post';
  readonly scope?: string;
  readonly audience?: string;
}

/** Tokens of an authorisation server. */
export interface Tokens {
  /** The value of the header `authorization`. Throws one of the SDK's errors. */
  authorization(signal: AbortSignal): Promise<string>;
  /** The destination refused it: the next one is new. */
  refuse(authorization: string): void;
  /** The last tokens, for a destination may repeat one of them, and none is to be shown. */
  given(): readonly string[];
  close(): Promise<void>;
}

/** A destination that repeats a token knows it: one that is older than these has ended long since. */
const mostGiven = 8;

const isFields = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null;

/** How long a token is taken to hold when the server does not say (RFC 6749 §5.1 only recommends that it does): seconds. */
const usualLifeS = 300;

const client: Meaning = {
  kind: 'config',
  advice:
    'the authorisation server does not know this client: check oauth2.clientId, oauth2.clientSecret, oauth2.clientAuth',
};
const server: Meaning = { kind: 'config', advice: 'check oauth2.tokenUrl: this is no token endpoint' };
const grant: Meaning = {
  kind: 'config',
  advice: 'the client may not ask for tokens by client credentials: allow that grant at the authorisation server',
};

/** The errors of RFC 6749 §5.2, and what some servers add. */
const codes: BodyCodes = {
  field: 'error',
  message: 'error_description',
  success: [],
  codes: {
    invalid_client: client,
    unauthorized_client: grant,
    unsupported_grant_type: grant,
    invalid_grant: client,
    invalid_scope: { kind: 'config', advice: 'check oauth2.scope' },
    invalid_target: { kind: 'config', advice: 'check oauth2.audience' },
    invalid_request: {
      kind: 'config',
      advice: 'check oauth2.scope and oauth2.audience: the server may demand one, or not know it',
    },
    access_denied: { kind: 'config', advice: 'check oauth2.audience, and what the client may do there' },
    temporarily_unavailable: { kind: 'retry' },
    server_error: { kind: 'retry' },
    slow_down: { kind: 'retry' },
  },
  otherwise: { kind: 'success' },
  absent: ({ access_token }) => (typeof access_token === 'string' ? { kind: 'success' } : undefined),
};

const statuses: Readonly<Record<number, Meaning>> = {
  400: client,
  401: client,
  403: client,
  404: server,
  405: server,
};

/** Forms carry their fields percent-encoded; RFC 6749 §2.3.1 wants the client's name and secret so in the header, too. */
const form = (text: string): string => new URLSearchParams({ text }).toString().slice('text='.length);

/**
 * Prepares tokens by the client credentials grant (RFC 6749 §4.4).
 * @param http timeout, proxy and TLS, as for the destination
 * @param now milliseconds of a clock that is never set
 * @throws ConfigError for a URL that cannot work
 */
export async function createTokens(options: OAuth2Options, http: HttpOptions, now: () => number): Promise<Tokens> {
  const { tokenUrl, clientId, clientSecret, clientAuth, scope, audience } = options;
  const basic = Buffer.from(`${form(clientId)}:${form(clientSecret)}`).toString('base64');
  const connection = await createHttpClient({
    ...http,
    url: tokenUrl,
    connections: 1,
    secrets: [clientSecret, basic],
    statuses,
    codes,
  });
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(clientAuth === 'post' ? { client_id: clientId, client_secret: clientSecret } : {}),
    ...(scope === undefined ? {} : { scope }),
    ...(audience === undefined ? {} : { audience }),
  }).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    ...(clientAuth === 'basic' ? { authorization: `Basic ${basic}` } : {}),
  };
  let given: readonly string[] = [];
  const cache = new TokenCache(async (signal) => {
    const askedAt = now();
    const { text } = await connection.send({ headers, body, signal, confidential: true });
    const answer: unknown = JSON.parse(text);
    const { access_token: token, expires_in: seconds } = isFields(answer) ? answer : {};
    // The answer itself is not shown: what there is of it may be the token.
    if (typeof token !== 'string') throw new RetryableError('oauth2.tokenUrl: the answer has no access_token');
    given = [...given, token].slice(-mostGiven);
    const lifeS = Number(seconds ?? usualLifeS);
    return { text: `Bearer ${token}`, expiresAt: askedAt + (lifeS > 0 ? lifeS : usualLifeS) * 1000 };
  }, now);
  return {
    authorization: (signal) => cache.get(signal),
    refuse: (authorization) => cache.refuse(authorization),
    given: () => given,
    close: () => connection.close(),
  };
}
