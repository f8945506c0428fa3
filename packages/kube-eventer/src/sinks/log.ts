import type { MappedSink } from '../mapped-sink.ts';

/** `log:`; the URI is not looked at. */
export function mapLog(): MappedSink {
  return {
    use: 'log',
    with: {},
    match: {},
    notes: [
      "one line of JSON an event is written to standard output, in place of the dump of Go's structures that kube-eventer prints",
    ],
  };
}
