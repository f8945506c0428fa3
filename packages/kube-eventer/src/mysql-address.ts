import { UnusableSinkError } from './mapped-sink.ts';

/** A data source name of go-sql-driver/mysql: `user:password@tcp(host:3306)/database?name=value`. */
export interface MysqlAddress {
  readonly user: string;
  readonly password: string;
  /** With brackets around an IPv6 address. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const usualPort = 3306;
const expected = 'expected user:password@tcp(host:3306)/database?charset=utf8mb4&table=kube_event';

/**
 * Reads a data source name as the driver does: nothing is decoded, and the last `/` and the last `@` count, so that a password may hold both.
 * @throws UnusableSinkError that does not show it, for it holds the password
 */
export function readMysqlAddress(name: string): MysqlAddress {
  const slash = name.lastIndexOf('/');
  if (slash < 0)
    throw new UnusableSinkError(`invalid DSN: missing the slash separating the database name; ${expected}`);
  const before = name.slice(0, slash);
  const [database = '', ...query] = name.slice(slash + 1).split('?');
  const at = before.lastIndexOf('@');
  const login = at < 0 ? '' : before.slice(0, at);
  const colon = login.indexOf(':');
  const address = /^([^()]*)(?:\((.*)\))?$/.exec(before.slice(at + 1));
  if (address === null) throw new UnusableSinkError(`invalid DSN: network address not terminated; ${expected}`);
  const [, network = '', where = ''] = address;
  if (network !== '' && network !== 'tcp') {
    throw new UnusableSinkError(`the network ${network} of the DSN is not supported, only tcp; ${expected}`);
  }
  const [, host = '127.0.0.1', port] = /^(\[[^\]]*\]|[^:]+)?(?::([0-9]+))?$/.exec(where) ?? [];
  return {
    user: colon < 0 ? login : login.slice(0, colon),
    password: colon < 0 ? '' : login.slice(colon + 1),
    host,
    port: port === undefined ? usualPort : Number(port),
    database,
    parameters: new Map(
      query
        .join('?')
        .split('&')
        .filter((pair) => pair !== '')
        .map(pairOf),
    ),
  };
}

function pairOf(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}
