import { integerParameter } from '../go-values.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { SinkUri } from '../sink-uri.ts';

const defaultSeconds = 60;
const defaultBatch = 1000;

/** `riemann:http://host:5555`: the scheme is not looked at, the protocol is Riemann's over TCP. */
export function mapRiemann({ url, parameters }: SinkUri): MappedSink {
  const ttl = parameters.first('ttl');
  const seconds = ttl === undefined || ttl === '' ? defaultSeconds : Number(ttl);
  if (!(seconds > 0)) throw new UnusableSinkError(`ttl=${ttl ?? ''} is no number of seconds above 0`);
  const batchSize = integerParameter(parameters, 'batchsize') ?? defaultBatch;
  if (batchSize < 1) throw new UnusableSinkError(`batchsize=${batchSize}: expected 1 or more`);
  const tags = parameters.all('tags');
  return {
    use: 'riemann',
    with: {
      url: `tcp://${url.host || 'riemann-heapster:5555'}`,
      tags: tags.length === 0 ? ['heapster'] : tags,
      ttl: seconds,
      batchSize,
      time: 'now',
      layout: 'kube-eventer',
    },
    match: {},
    notes: [
      ...(parameters.first('state') === undefined ? [] : ['state has no effect, as with kube-eventer']),
      ...(url.scheme === 'https'
        ? ['https is not looked at, as with kube-eventer: the connection is not encrypted']
        : []),
    ],
  };
}
