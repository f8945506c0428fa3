import { ConfigError } from '@kubeherald/sink-sdk';
import type { LineRules } from './line.ts';

export interface EndpointOptions {
  readonly url: string;
  readonly version: 1 | 2 | 3;
  readonly database: string;
  readonly retentionPolicy?: string;
  readonly org?: string;
  readonly bucket?: string;
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
}

/** Where and how points are written, by the API's version. */
export interface Endpoint {
  /** Without a path's last slash; other requests go below it. */
  readonly base: string;
  /** Path and query of a write. */
  readonly write: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rules: LineRules;
  /** The options that a wrong credential is in. */
  readonly credential: string;
  readonly secrets: readonly string[];
}

/** Version 1: 64 KB; 2 and 3: the reference of line protocol; 3 takes text fields of 1 MB. */
const fieldBytes = { 1: 65_536, 2: 65_536, 3: 1_000_000 } as const;

function writePath(options: EndpointOptions): string {
  const { version, database, retentionPolicy, org, bucket } = options;
  if (version === 1) {
    const policy = retentionPolicy === undefined ? {} : { rp: retentionPolicy };
    return `/write?${new URLSearchParams({ db: database, ...policy, precision: 'n' }).toString()}`;
  }
  if (version === 2) {
    if (org === undefined || bucket === undefined) {
      throw new ConfigError('version: 2 needs org and bucket');
    }
    return `/api/v2/write?${new URLSearchParams({ org, bucket, precision: 'ns' }).toString()}`;
  }
  // Without a precision the server would guess it by the number's size.
  const query = { db: database, precision: 'nanosecond', accept_partial: 'true', no_sync: 'false' };
  return `/api/v3/write_lp?${new URLSearchParams(query).toString()}`;
}

function credentialOf(options: EndpointOptions): Pick<Endpoint, 'headers' | 'credential' | 'secrets'> {
  const { version, username, password, token } = options;
  if (token !== undefined && username !== undefined) {
    throw new ConfigError('token and username: expected one of them');
  }
  if ((username === undefined) !== (password === undefined)) {
    throw new ConfigError('username and password go together, but only one is given');
  }
  if (token !== undefined) {
    const scheme = version === 3 ? 'Bearer' : 'Token';
    return { headers: { authorization: `${scheme} ${token}` }, credential: 'token', secrets: [token] };
  }
  if (username !== undefined && password !== undefined) {
    const encoded = Buffer.from(`${username}:${password}`).toString('base64');
    const headers = { authorization: `Basic ${encoded}` };
    return { headers, credential: 'username and password', secrets: [password, encoded] };
  }
  return { headers: {}, credential: 'username and password, or token (there is none)', secrets: [] };
}

/** @throws ConfigError for options that do not go together */
export function endpointOf(options: EndpointOptions): Endpoint {
  const { version, url } = options;
  const [base = ''] = url.split(/[?#]/);
  return {
    base: base.replace(/\/+$/, ''),
    write: writePath(options),
    rules: { fieldBytes: fieldBytes[version], lineFeeds: version === 1 },
    ...credentialOf(options),
  };
}
