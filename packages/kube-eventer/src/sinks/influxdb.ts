import { booleanParameter, integerParameter } from '../go-values.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { SinkUri } from '../sink-uri.ts';

/** `influxdb:http://host:8086`: InfluxDB 1. */
export function mapInfluxdb({ url, parameters }: SinkUri): MappedSink {
  const scheme = url.scheme === 'https' ? 'https' : 'http';
  const password = parameters.first('pw') ?? 'root';
  const withFields = booleanParameter(parameters, 'withfields', false);
  const insecure = booleanParameter(parameters, 'insecuressl', false);
  const concurrency = integerParameter(parameters, 'concurrency');
  if (concurrency !== undefined && concurrency <= 0) {
    throw new UnusableSinkError(`concurrency=${concurrency}: expected 1 or more`);
  }
  booleanParameter(parameters, 'disable_counter_metrics', false);
  return {
    use: 'influxdb',
    with: {
      url: `${scheme}://${url.host || 'localhost:8086'}`,
      version: 1,
      database: parameters.first('db') ?? 'k8s',
      retentionPolicy: 'default',
      username: parameters.first('user') ?? 'root',
      password,
      clusterName: parameters.first('cluster_name') || 'default',
      layout: withFields ? 'kube-eventer-fields' : 'kube-eventer',
      ...(insecure ? { tls: { insecureSkipVerify: true } } : {}),
    },
    match: {},
    notes: [
      ...['retention', 'concurrency'].flatMap((name) =>
        parameters.first(name) === undefined ? [] : [`${name} has no effect, as with kube-eventer`],
      ),
      'the database is made when it turns out to be missing, and the events are written again then; kube-eventer loses them',
    ],
    secrets: password === 'root' ? [] : [password],
  };
}
