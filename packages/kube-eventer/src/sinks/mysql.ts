import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import { type MysqlAddress, readMysqlAddress } from '../mysql-address.ts';
import type { SinkUri } from '../sink-uri.ts';

/** `mysql:?user:password@tcp(host:3306)/database?charset=utf8&table=kube_event`: the query is the driver's data source name. */
export function mapMysql({ rawQuery, environment }: SinkUri): MappedSink {
  const { name, table, lost } = partsOf(rawQuery);
  const address = readMysqlAddress(name);
  const { user, password, host, port, database } = address;
  if (user === '') throw new UnusableSinkError('the DSN names no user');
  if (database === '') throw new UnusableSinkError('the DSN names no database');
  const tls = tlsOf(address);
  return {
    use: 'mysql',
    with: {
      url: `mysql://${host}:${port}/${encodeURIComponent(database)}`,
      user,
      password,
      table,
      mode: 'auto',
      migrate: false,
      times: 'go',
      zone: zoneOf(environment.TZ ?? ''),
      ...tls.options,
    },
    match: {},
    notes: [
      ...tls.notes,
      ...(lost.length === 0
        ? []
        : [
            `${lost.join(', ')} behind the first & of the DSN has no effect, as with kube-eventer: with table= only the first parameter counts`,
          ]),
      `what does not fit into a column of ${table} is cut, and characters that it cannot hold become question marks; kube-eventer loses such events`,
    ],
    secrets: password === '' ? [] : [password],
  };
}

/** With `table=` behind an ampersand the data source name ends at the first one; without it all is the name. */
function partsOf(query: string): { name: string; table: string; lost: readonly string[] } {
  const [name = '', ...more] = query.split('&');
  const given = more.find((pair) => pair.startsWith('table='));
  if (given === undefined) return { name: query, table: 'kube_event', lost: [] };
  const lost = more.filter((pair) => pair !== '' && !pair.startsWith('table=')).map((pair) => pair.split('=')[0] ?? '');
  return { name, table: given.slice('table='.length) || 'kube_event', lost };
}

function tlsOf({ parameters }: MysqlAddress): { options: { readonly tls?: object }; notes: readonly string[] } {
  const tls = parameters.get('tls') ?? '';
  if (tls === '' || /^(0|false)$/i.test(tls)) return { options: {}, notes: [] };
  if (/^(1|true)$/i.test(tls)) return { options: { tls: {} }, notes: [] };
  if (tls === 'skip-verify') return { options: { tls: { insecureSkipVerify: true } }, notes: [] };
  if (tls === 'preferred') {
    return { options: {}, notes: ['tls=preferred is taken for no TLS; write tls=true, or tls=skip-verify'] };
  }
  throw new UnusableSinkError(`invalid value / unknown config name: tls=${tls}; expected true, false or skip-verify`);
}

/** The zone of the process, which kube-eventer writes times in. */
function zoneOf(variable: string): string {
  const name = variable.replace(/^:/, '');
  try {
    Intl.DateTimeFormat('en-US', { timeZone: name });
    return name;
  } catch (error) {
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}
