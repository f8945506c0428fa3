import type { Environment } from './environment.ts';
import { type MappedSink, UnusableSinkError } from './mapped-sink.ts';
import { parseParameters } from './parameters.ts';
import { type SinkKind, sinkKinds } from './sinks/index.ts';
import type { UriFlag } from './uri-flag.ts';

/**
 * Turns a `--sink` into an entry of the config.
 * @throws UnusableSinkError for a sink that kube-eventer has not, or could not create
 */
export function mapSink(flag: UriFlag, environment: Environment): MappedSink {
  const kind = Object.hasOwn(sinkKinds, flag.name) ? sinkKinds[flag.name] : undefined;
  if (kind === undefined) {
    throw new UnusableSinkError(
      `Sink not recognized: ${flag.name}. Known are ${Object.keys(sinkKinds).sort().join(', ')}${/["'[]/.test(flag.name) ? '; quotes and brackets of the manifest became part of the name, remove them' : ''}`,
    );
  }
  const { fragment, rawQuery: before } = flag.url;
  const joins = fragment !== undefined && kind.reads !== 'url';
  const rawQuery = joins ? `${before}#${fragment}` : before;
  const parameters = parseParameters(rawQuery);
  const mapped = kind.map({ name: flag.name, text: flag.text, url: flag.url, rawQuery, parameters, environment });
  return { ...mapped, notes: [...notesOf(flag, kind, parameters.notes), ...mapped.notes] };
}

function notesOf(flag: UriFlag, { reads }: SinkKind, ofParameters: readonly string[]): readonly string[] {
  if (reads === 'nothing') return [];
  const unset = [...new Set(flag.unset)].map(
    (name) =>
      `$${name} in the URI names an environment variable that is not set, so it became nothing, as with kube-eventer. A dollar sign itself cannot be written; set a variable to it`,
  );
  const cut =
    flag.url.fragment === undefined
      ? []
      : reads === 'url'
        ? ['what follows the # is no part of the request, as with kube-eventer. Write %23 for a # in a parameter']
        : ['the URI contains a #, at which kube-eventer cuts it; here it is taken whole'];
  return [...unset, ...cut, ...(reads === 'text' ? [] : ofParameters)];
}
