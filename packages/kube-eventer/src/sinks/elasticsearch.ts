import { lowerScheme } from '../go-url.ts';
import { booleanParameter, integerParameter, refuseSemicolons } from '../go-values.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { SinkUri } from '../sink-uri.ts';

const versions: ReadonlySet<number> = new Set([2, 5, 6, 7]);
const defaultVersion = 5;
/** The first version that has ingest pipelines. */
const firstWithPipelines = 5;

/** `elasticsearch:http://host:9200?ver=7`, or `elasticsearch:?nodes=…&nodes=…`. */
export function mapElasticsearch(uri: SinkUri): MappedSink {
  const { parameters, url } = uri;
  refuseSemicolons(uri.rawQuery);
  const version = integerParameter(parameters, 'ver') ?? defaultVersion;
  if (!versions.has(version)) {
    throw new UnusableSinkError(
      `Unsupported ElasticSearch Client Version ${version}; expected ver=2, 5, 6 or 7, of which 7 also writes to Elasticsearch 8, 9 and OpenSearch`,
    );
  }
  const nodes = nodesOf(uri);
  const [first, ...more] = nodes.map((node) => node.replace(/\?.*/, ''));
  if (first === undefined) throw new UnusableSinkError('There is no node assigned for connecting ES cluster');
  const sniff = booleanParameter(parameters, 'sniff', true);
  booleanParameter(parameters, 'healthCheck', true);
  for (const name of ['maxRetries', 'startupHealthcheckTimeout', 'bulkWorkers']) integerParameter(parameters, name);
  const user = parameters.first('esUserName') ?? '';
  const password = parameters.first('esUserSecret') ?? '';
  const index = parameters.first('index') || 'heapster';
  const pipeline = version < firstWithPipelines ? '' : (parameters.first('pipeline') ?? '');
  const aws = awsOf(uri);
  return {
    use: 'elasticsearch',
    with: {
      url: first,
      nodes: more,
      ...(user === '' ? {} : { username: user, password }),
      ...aws.options,
      index,
      alias: `${index}-events`,
      byNamespace: parameters.first('use_namespace') !== undefined,
      clusterName: parameters.first('cluster_name') || 'default',
      ...(pipeline === '' ? {} : { pipeline }),
      layout: 'kube-eventer',
      documentType: 'events',
    },
    match: {},
    notes: [
      ...(parameters.first('use_namespace') === 'false'
        ? ['use_namespace=false switches it on, as any value does, as with kube-eventer; leave it out']
        : []),
      ...(sniff ? ['other nodes of the cluster are not searched for (sniff): name them, each as nodes='] : []),
      ...(version < 6
        ? [
            'indices are made without the mapping that kube-eventer sends for ver=2 and 5: Elasticsearch derives it from the events',
          ]
        : []),
      ...(url.rawPath.length > 1 && parameters.first('nodes') === undefined
        ? [`the path ${url.rawPath} of the URI is not used, as with kube-eventer; write the URL as nodes= to keep it`]
        : []),
      ...(nodes.some((node) => node.includes('?'))
        ? ['what follows the ? in a node is part of its URL and has no effect: write & between the parameters']
        : []),
      ...aws.notes,
      "a document's id is that of the event's revision, so that a repetition is none; an index is looked for once and not for each event; a cluster that is down is waited for",
    ],
    secrets: [...(password === '' ? [] : [password]), ...aws.secrets],
  };
}

/** Those named, or else the URI without its path. */
function nodesOf({ url, parameters }: SinkUri): readonly string[] {
  const named = parameters
    .all('nodes')
    .filter((node) => node !== '')
    .map(lowerScheme);
  if (named.length > 0 || url.host === '') return named;
  const { user, scheme, host } = url;
  const credential =
    user === undefined ? '' : `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password ?? '')}@`;
  return [`${scheme || 'http'}://${credential}${host}`];
}

/** Requests are signed for AWS when that is asked for, or when there is a key of AWS in the environment. */
function awsOf({ parameters, environment }: SinkUri): {
  options: Readonly<Record<string, unknown>>;
  notes: readonly string[];
  secrets: readonly string[];
} {
  const id = environment.AWS_ACCESS_KEY_ID || environment.AWS_ACCESS_KEY || '';
  const secret = environment.AWS_SECRET_ACCESS_KEY || environment.AWS_SECRET_KEY || '';
  if (parameters.first('sigv4') === undefined && id === '' && secret === '') {
    return { options: {}, notes: [], secrets: [] };
  }
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || '';
  const token = environment.AWS_SESSION_TOKEN ?? '';
  if (id === '' || secret === '' || region === '') {
    throw new UnusableSinkError(
      'requests signed for AWS need the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; roles of machines and pods are not supported here',
    );
  }
  return {
    options: {
      aws: { region, accessKeyId: id, secretAccessKey: secret, ...(token === '' ? {} : { sessionToken: token }) },
    },
    notes: ['requests are signed for AWS (sigv4, or a key of AWS in the environment)'],
    secrets: token === '' ? [secret] : [secret, token],
  };
}
