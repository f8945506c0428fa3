import { isIP } from 'node:net';
import { ConfigError, type TlsOptions, tlsConnect } from '@kubeherald/sink-sdk';

/** Where the database is and who asks, in the driver's words. */
export interface Address {
  /** The host to connect to. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls?: Tls;
}

export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name expected in the certificate. */
  readonly name: string;
  readonly rejectUnauthorized: boolean;
}

export interface AddressOptions {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  readonly tls?: TlsOptions;
}

/** The port registered for MySQL. */
const usualPort = 3306;

/**
 * Reads the options that say where to connect. No message shows the URL, for it may carry the password.
 * @throws ConfigError for a URL that cannot work, or certificates that cannot be read
 */
export function readAddress(options: AddressOptions): Address {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  const shape = 'expected mysql://user:password@host:3306/database';
  if (url === undefined || url.hostname === '') {
    throw new ConfigError(
      `url: it is no URL with a host; ${shape}. A password with special characters is easier given as password`,
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new ConfigError(`url: nothing may follow the database; ${shape}, and TLS as the option tls`);
  }
  const database = decoded(url.pathname.slice(1), 'database');
  if (database === '' || database.includes('/')) throw new ConfigError(`url: it names no database; ${shape}`);
  const user = options.user ?? decoded(url.username, 'user');
  if (user === '') throw new ConfigError(`url: it names no user; ${shape}, or give user`);
  const host = decoded(url.hostname, 'host').replace(/^\[(.*)\]$/, '$1');
  const tls = options.tls === undefined ? {} : { tls: readTls(options.tls, host) };
  const password = options.password ?? decoded(url.password, 'password');
  return { host, port: url.port === '' ? usualPort : Number(url.port), user, password, database, ...tls };
}

function readTls(options: TlsOptions, host: string): Tls {
  const { servername, rejectUnauthorized = true, ...material } = tlsConnect(options);
  const name = servername ?? host;
  if (rejectUnauthorized && isIP(name) !== 0) {
    // The driver compares names only: with an address it would look for `localhost` in the certificate.
    throw new ConfigError(
      `tls.serverName: the URL has an address (${host}) as its host, so say which name the server's certificate is for`,
    );
  }
  return { ...material, name, rejectUnauthorized };
}

function decoded(part: string, what: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    throw new ConfigError(`url: its ${what} is not percent-encoded rightly: write a % as %25`, {
      cause: cause.message,
    });
  }
}
