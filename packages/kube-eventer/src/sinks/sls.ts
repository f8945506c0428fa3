import { accessKeyOf, internalOf } from '../aliyun.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { SinkUri } from '../sink-uri.ts';

/** `sls:https://…?project=&logStore=`: a Logstore of Aliyun's SLS. The URI's host is not looked at. */
export function mapSls({ parameters, environment }: SinkUri): MappedSink {
  const project = parameters.first('project') ?? '';
  if (project === '') throw new UnusableSinkError('please provide project name of sls.');
  const logStore = parameters.first('logStore') ?? '';
  if (logStore === '') throw new UnusableSinkError('please provide logStore name of sls.');
  const key = accessKeyOf(parameters, environment);
  const internal = internalOf(parameters);
  const labels = labelsOf(parameters.all('label'));
  const region = regionOf(parameters.first('regionId') ?? '', environment.RegionId ?? '');
  const endpoint = environment.SLS_ENDPOINT ?? '';
  return {
    use: 'sls',
    with: {
      project,
      logStore,
      topic: parameters.first('topic') ?? '',
      ...(region.id === '' ? {} : { region: region.id }),
      ...(endpoint === '' ? {} : { endpoint }),
      ...internal.options,
      ...key.options,
      labels: labels.labels,
      layout: 'kube-eventer',
    },
    match: {},
    notes: [
      ...internal.notes,
      ...key.notes,
      ...labels.notes,
      ...region.notes,
      'a temporary key is renewed before it ends, and one that cannot be read is tried again; kube-eventer ends over it',
    ],
    secrets: key.secrets,
  };
}

/** `name,value`, with exactly one comma. */
function labelsOf(texts: readonly string[]): { labels: Readonly<Record<string, string>>; notes: readonly string[] } {
  const pairs = texts.map((text) => [text, text.split(',')] as const);
  const labels = pairs.flatMap(([, [name = '', value = '', ...rest]]): [string, string][] =>
    name === '' || rest.length > 0 || value === '' ? [] : [[name, value]],
  );
  const known = new Set(labels.map(([name, value]) => `${name},${value}`));
  return {
    labels: Object.fromEntries(labels),
    notes: pairs.flatMap(([text]) =>
      known.has(text) ? [] : [`label=${text} is left out: a label of SLS is written name,value, with one comma`],
    ),
  };
}

/** The environment's region wins. */
function regionOf(given: string, fromEnvironment: string): { id: string; notes: readonly string[] } {
  if (fromEnvironment === '') return { id: given, notes: [] };
  const isOther = given !== '' && given !== fromEnvironment;
  return {
    id: fromEnvironment,
    notes: isOther
      ? [`the variable RegionId (${fromEnvironment}) wins over regionId=${given}, as with kube-eventer`]
      : [],
  };
}
