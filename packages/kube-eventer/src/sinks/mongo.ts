import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { SinkUri } from '../sink-uri.ts';

/** `mongo:?mongodb://…`: the query is the connection string. */
export function mapMongo({ rawQuery }: SinkUri): MappedSink {
  if (!/^mongodb(\+srv)?:\/\//.test(rawQuery)) {
    throw new UnusableSinkError(
      'error parsing uri: scheme must be "mongodb" or "mongodb+srv". Expected mongo:?mongodb://user:password@host:27017',
    );
  }
  return {
    use: 'mongodb',
    with: { url: rawQuery, database: 'k8s', collection: 'event', mode: 'append', layout: 'kube-eventer' },
    match: {},
    notes: [
      "a document's _id is that of the event's revision, so that a repetition is none; kube-eventer's are made up",
    ],
    secrets: [rawQuery],
  };
}
