import { booleanParameter, refuseSemicolons } from '../go-values.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { Parameters } from '../parameters.ts';
import type { SinkUri } from '../sink-uri.ts';

const compressions: ReadonlySet<string> = new Set(['none', 'gzip', 'snappy', 'lz4']);

/** `kafka:?brokers=host:9092&brokers=…`. */
export function mapKafka({ parameters, rawQuery }: SinkUri): MappedSink {
  refuseSemicolons(rawQuery);
  const brokers = parameters.all('brokers').filter((broker) => broker !== '');
  if (brokers.length === 0) throw new UnusableSinkError('There is no broker assigned for connecting kafka');
  if (brokers.some((broker) => broker.includes(','))) {
    throw new UnusableSinkError('brokers are not separated by commas: write brokers=a:9092&brokers=b:9092');
  }
  const compression = parameters.first('compression') || 'none';
  if (!compressions.has(compression)) {
    throw new UnusableSinkError(`Compression '${compression}' is illegal. Use none, snappy, lz4 or gzip`);
  }
  const user = parameters.first('user') ?? '';
  const password = parameters.first('password') ?? '';
  const hasLogin = user !== '' && password !== '';
  const tls = tlsOf(parameters);
  return {
    use: 'kafka',
    with: {
      brokers,
      topic: parameters.first('eventstopic') || 'heapster-events',
      compression,
      key: 'none',
      format: 'kube-eventer',
      clientId: 'kafka-sink',
      ...(hasLogin ? { sasl: { mechanism: 'plain', username: user, password } } : {}),
      ...tls.options,
    },
    match: {},
    notes: [
      ...tls.notes,
      ...['level', 'namespaces', 'kinds', 'timeseriestopic'].flatMap((name) =>
        parameters.first(name) === undefined ? [] : [`${name} has no effect on kafka, as with kube-eventer`],
      ),
      ...((user === '') === (password === '')
        ? []
        : ['user and password go together: with one alone there is no login']),
      ...(hasLogin && tls.options.tls === undefined
        ? ['the password goes over the network unencrypted: cacert= switches TLS on']
        : []),
      'records are sent with acknowledgement of all replicas, which kube-eventer does not wait for, and carry headers; brokers that are down are waited for',
    ],
    secrets: password === '' ? [] : [password],
  };
}

/** TLS is on with a certificate of either kind; `insecuressl` alone does not switch it on. */
function tlsOf(parameters: Parameters): { options: { readonly tls?: object }; notes: readonly string[] } {
  const [ca, cert, key] = ['cacert', 'cert', 'key'].map((name) => parameters.first(name) ?? '');
  const insecure = booleanParameter(parameters, 'insecuressl', false);
  const hasPair = cert !== undefined && key !== undefined && cert !== '' && key !== '';
  if (ca === '' && !hasPair) {
    return {
      options: {},
      notes: insecure ? ['insecuressl alone does not switch TLS on, as with kube-eventer'] : [],
    };
  }
  const pair = hasPair ? { cert, key } : {};
  const authority = ca === '' ? {} : { ca };
  return {
    options: { tls: { ...authority, ...pair, ...(insecure ? { insecureSkipVerify: true } : {}) } },
    notes: (cert === '') === (key === '') ? [] : ['cert and key go together: with one alone neither is used'],
  };
}
