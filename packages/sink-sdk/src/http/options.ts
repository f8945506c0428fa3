import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { ConfigError } from '../errors.ts';
import { duration, secret } from '../schema.ts';
import type { BodyCodes, Meaning } from './meaning.ts';

/** The options that every sink speaking HTTP has, to be spread into its Type.Object: one name for one meaning in all sinks. */
export const httpOptions = {
  timeout: duration(
    { default: '10s', description: 'Longest wait for a reply, from connecting to its end.' },
    { least: '1ms' },
  ),
  proxy: Type.Optional(
    secret({
      description:
        'URL of a proxy (http, https), or `none`. Without it the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment count.',
    }),
  ),
  tls: Type.Optional(
    Type.Object(
      {
        ca: Type.Optional(
          Type.String({ description: "PEM, or a file of it, trusted instead of the system's authorities." }),
        ),
        cert: Type.Optional(Type.String({ description: 'PEM, or a file of it: the client certificate.' })),
        key: Type.Optional(secret({ description: "PEM, or a file of it: the client certificate's key." })),
        serverName: Type.Optional(Type.String({ description: 'Name to ask for and to expect in the certificate.' })),
        insecureSkipVerify: Type.Optional(Type.Boolean({ description: 'Accept any certificate. For tests only.' })),
      },
      { additionalProperties: false, description: 'TLS of the connection to the destination.' },
    ),
  ),
};

const schema = Type.Object(httpOptions);
type Configured = Partial<Static<typeof schema>>;
export type TlsOptions = NonNullable<Configured['tls']>;

/** Options of a client: those of the sink's config, and what the sink adds. */
export interface HttpOptions extends Configured {
  /** Where requests go that name no URL of their own; checked when the client is made. */
  readonly url?: string;
  /** Connections per destination, at most. Default 1: requests go one after the other. */
  readonly connections?: number;
  /** Texts, such as header values, that no error may show. What URLs carry is hidden anyway. */
  readonly secrets?: readonly string[];
  /** What statuses mean at this API where that differs from the usual: `{ 401: { kind: 'config', advice: 'check token' } }`. */
  readonly statuses?: Readonly<Record<number, Meaning>>;
  /** How this API says in the body of an answer whether it did what it was asked. */
  readonly codes?: BodyCodes;
  /** Where HTTP_PROXY and its like are looked up. Default process.env. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Unix ms, to count from when a destination names a date. Default Date.now. */
  readonly now?: () => number;
}

/** What node:tls calls these options. */
export interface TlsConnect {
  ca?: string;
  cert?: string;
  key?: string;
  servername?: string;
  rejectUnauthorized?: boolean;
}

/**
 * Reads certificates and keys from their files.
 * @throws ConfigError for a file that cannot be read, or a certificate without its key
 */
export function tlsConnect(options: TlsOptions): TlsConnect {
  const result: TlsConnect = {};
  if ((options.cert === undefined) !== (options.key === undefined)) {
    throw new ConfigError('tls: cert and key go together, but only one is given');
  }
  if (options.ca !== undefined) result.ca = pem(options.ca, 'ca');
  if (options.cert !== undefined) result.cert = pem(options.cert, 'cert');
  if (options.key !== undefined) result.key = pem(options.key, 'key');
  if (options.serverName !== undefined) result.servername = options.serverName;
  if (options.insecureSkipVerify) result.rejectUnauthorized = false;
  return result;
}

function pem(value: string, option: string): string {
  if (value.includes('-----BEGIN ')) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    // The value is not shown: it may be a key that lost its first line.
    throw new ConfigError(
      `tls.${option}: expected PEM text or the path of a file that holds it, but there is no such file (${why})`,
      {
        cause: why,
      },
    );
  }
}

/**
 * An absolute http or https URL.
 * @throws ConfigError that does not show it, for it may carry credentials
 */
export function httpUrl(text: string, option: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ConfigError(`${option}: expected an absolute URL that begins with http:// or https://`);
  }
  return url;
}
