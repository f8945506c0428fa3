import { lowerScheme } from '../go-url.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { SinkUri } from '../sink-uri.ts';

/** `honeycomb:?dataset=&writekey=`. */
export function mapHoneycomb({ parameters, environment }: SinkUri): MappedSink {
  const apiKey = parameters.first('writekey') || environment.HONEYCOMB_WRITEKEY || '';
  if (apiKey === '') {
    throw new UnusableSinkError('failed to find honeycomb API write key; expected writekey=, or HONEYCOMB_WRITEKEY');
  }
  return {
    use: 'honeycomb',
    with: {
      apiKey,
      dataset: parameters.first('dataset') || 'heapster',
      url: lowerScheme(parameters.first('apihost') ?? '') || 'https://api.honeycomb.io/',
      layout: 'kube-eventer',
      compression: 'none',
    },
    match: {},
    notes: [
      'the fields are named data and time, as Honeycomb reads them: under the names that kube-eventer writes, Data and Timestamp, it does not see the time',
      'answers of Honeycomb that say no are errors here; kube-eventer does not look at them',
    ],
    secrets: [apiKey],
  };
}
