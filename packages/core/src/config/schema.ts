import { bytes, secret, Type } from '@kubeherald/sink-sdk';
import { limitedDuration, limits } from './limited-duration.ts';

const name = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';

/** `now`, `oldest`, or a duration back. */
const startAt = (description: string) =>
  Type.Optional(
    Type.Union([Type.Literal('now'), Type.Literal('oldest'), limitedDuration(limits.history)], {
      description,
      examples: ['now', 'oldest', '15m'],
    }),
  );

const patterns = (description: string, examples: readonly unknown[]) =>
  Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())], { description, examples: [...examples] }));

const matchFields = {
  level: patterns("The event's type.", ['Warning']),
  namespaces: patterns('The involved object\'s namespace; "" picks cluster-scoped objects.', [['prod-*', '']]),
  eventNamespaces: patterns(
    'The namespace of the Event itself: as `namespaces`, but `default` for cluster-scoped objects such as nodes.',
    [['default']],
  ),
  kinds: patterns("The involved object's kind.", [['Pod', 'Node']]),
  names: patterns("The involved object's name.", [['web-*']]),
  reasons: patterns('Why, in one word.', [['BackOff', '/^Failed/']]),
  messages: patterns('The text.', [['/out of memory/i']]),
  components: patterns('Who reported it.', [['kubelet']]),
  nodes: patterns('The node that reported it, or that it is about.', [['node-1*']]),
};

const match = Type.Object(
  {
    ...matchFields,
    not: Type.Optional(
      Type.Object(matchFields, { description: 'Excludes an event when any of these fields matches.' }),
    ),
  },
  {
    description: 'Which events the sink wants: exact names, globs (prod-*) or /regular expressions/, one or a list.',
    default: {},
  },
);

const rateLimit = Type.Object(
  {
    batches: Type.Integer({ minimum: 1, description: 'So many batches …', examples: [20] }),
    per: limitedDuration(limits.wait, { description: '… in so long.', default: '1m' }),
    burst: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'Batches that may follow each other at once after a pause; default 1, so that a window of that length never holds more.',
      }),
    ),
  },
  { description: 'The most that the destination is sent.' },
);

const delivery = Type.Object(
  {
    maxEvents: Type.Optional(Type.Integer({ minimum: 1, description: 'Events in one batch.' })),
    maxBytes: Type.Optional(bytes({ description: 'Bytes of one batch.', examples: ['1MiB'] })),
    linger: Type.Optional(
      limitedDuration(limits.pause, {
        description: 'How long to wait for a batch to fill; 0ms: not at all.',
        examples: ['1s'],
      }),
    ),
    concurrency: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 64,
        description: 'Worker threads; the events of one object always go to the same one.',
      }),
    ),
    rateLimit: Type.Optional(rateLimit),
    timeout: Type.Optional(
      limitedDuration(limits.wait, { description: 'How long one delivery may take.', examples: ['30s'] }),
    ),
  },
  { description: "How the sink is fed; defaults are the plugin's.", default: {} },
);

const retry = Type.Object(
  {
    initial: limitedDuration(limits.wait, {
      description: 'Wait before the second attempt; doubles with each.',
      default: '500ms',
    }),
    max: limitedDuration(limits.wait, { description: 'The longest wait.', default: '60s' }),
    maxAttempts: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'After so many attempts an event becomes a dead letter; absent: never.',
      }),
    ),
  },
  { description: 'What happens when the destination does not answer or asks for patience.', default: {} },
);

/** One sink of the config. */
export const sinkSchema = Type.Object({
  name: Type.String({
    pattern: name,
    maxLength: 63,
    description: 'Of this sink, in logs and metrics; unique.',
    examples: ['ops'],
  }),
  use: Type.String({
    minLength: 1,
    description: 'The plugin: a short name, a package or a path.',
    examples: ['webhook', '@acme/kube-sink', './my-sink.js'],
  }),
  match: Type.Optional(match),
  startAt: startAt('Where a new sink begins in the journal.'),
  delivery: Type.Optional(delivery),
  retry: Type.Optional(retry),
  deadLetters: Type.Object(
    {
      bytes: bytes({
        description: 'The most that the dead letters of this sink may take; the oldest go.',
        default: '64MiB',
      }),
    },
    { description: 'Events that the sink refused for good, kept on disk.', default: {} },
  ),
  isolation: Type.Union([Type.Literal('thread'), Type.Literal('process')], {
    description:
      'Where the sink runs: in a worker thread, or in a child process that may run out of memory or crash in native code alone.',
    default: 'thread',
  }),
  resources: Type.Optional(
    Type.Object({
      heapMB: Type.Optional(Type.Integer({ minimum: 32, description: 'Heap of each worker in MB.', examples: [128] })),
    }),
  ),
  with: Type.Record(Type.String(), Type.Unknown(), { description: "The plugin's own options.", default: {} }),
});

const kubernetes = Type.Object(
  {
    kubeconfig: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'A kubeconfig file; default: in-cluster, then KUBECONFIG or ~/.kube/config.',
      }),
    ),
    context: Type.Optional(Type.String({ minLength: 1, description: 'Its context; default: the current one.' })),
    server: Type.Optional(
      Type.String({
        pattern: '^https?://[^?#]+$',
        description: 'The address of the API server, in place of the one that the credentials come with.',
        examples: ['http://127.0.0.1:8001'],
      }),
    ),
    credentials: Type.Optional(
      Type.Union(
        ['service-account', 'service-account-token', 'none'].map((one) => Type.Literal(one)),
        {
          description:
            "`service-account`: the pod's, and nothing else. `service-account-token`: its token, without the cluster's authority. `none`: no credentials, as for `kubectl proxy`; needs `server`.",
        },
      ),
    ),
    insecure: Type.Optional(Type.Boolean({ description: 'Accept any certificate of the API server. For tests only.' })),
    api: Type.Union([Type.Literal('core/v1'), Type.Literal('events.k8s.io/v1')], {
      description: 'The API group to read; both show the same events.',
      default: 'core/v1',
    }),
    namespaces: Type.Optional(
      Type.Array(Type.String({ pattern: name }), {
        minItems: 1,
        uniqueItems: true,
        description: 'Watch these only, one watch each; default: the whole cluster.',
      }),
    ),
    labelSelector: Type.Optional(Type.String({ description: 'Passed to the API server.' })),
    fieldSelector: Type.Optional(Type.String({ description: 'Passed to the API server.', examples: ['type=Warning'] })),
    startAt: startAt(
      'Which of the events that the API server still has are taken at the very first start; default now: none.',
    ),
  },
  { description: 'List and watch of a Kubernetes API server.', default: {} },
);

const journal = Type.Object(
  {
    path: Type.String({
      minLength: 1,
      description: 'Folder of the journal; a volume, if events are to survive the pod.',
      default: '/var/lib/kubeherald',
    }),
    keep: Type.Union([Type.Literal('all'), Type.Literal('matched')], {
      description: 'All events, or only those that some sink wants.',
      default: 'all',
    }),
    retention: Type.Object(
      {
        bytes: bytes({ description: 'The most that the journal may hold.', default: '2GiB' }),
        age: limitedDuration(limits.age, { description: 'Events older than this go.', default: '24h' }),
      },
      { description: 'What the journal keeps; a sink that lags further loses events, which is counted.', default: {} },
    ),
    commitInterval: limitedDuration(limits.pause, {
      description: 'Under load, commits follow each other at most this often; 0ms: at once.',
      default: '10ms',
    }),
    segmentBytes: bytes({
      description: 'Size of one file of the journal; a whole file at a time is dropped.',
      default: '64MiB',
    }),
    memory: Type.Boolean({ description: 'Keep the journal in memory: nothing survives the process.', default: false }),
    memoryBytes: bytes({ description: 'The most that a journal in memory may hold.', default: '64MiB' }),
  },
  { description: 'Where events wait until every sink has them.', default: {} },
);

/** The config file. Every field has a description; the documentation's tables are made from it. */
export const configSchema = Type.Object({
  cluster: Type.String({ minLength: 1, description: "The cluster's name in every event.", default: 'default' }),
  source: Type.Object({ kubernetes }, { default: {} }),
  journal,
  admin: Type.Object(
    {
      host: Type.String({ minLength: 1, description: 'Address to listen on.', default: '0.0.0.0' }),
      port: Type.Integer({
        minimum: 0,
        maximum: 65_535,
        description: 'Port to listen on; 0: a free one.',
        default: 8084,
      }),
      token: Type.Optional(
        secret({
          minLength: 1,
          description: 'When set, everything but health and metrics needs it as a bearer token.',
        }),
      ),
    },
    { description: 'Health, metrics and status over HTTP.', default: {} },
  ),
  log: Type.Object(
    {
      level: Type.Union(
        ['debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level)),
        { description: 'Lines below it are not written.', default: 'info' },
      ),
    },
    { description: "The daemon's own log, on standard error.", default: {} },
  ),
  shutdown: Type.Object(
    {
      timeout: limitedDuration(limits.pause, {
        description: 'How long deliveries in flight may take at the end.',
        default: '20s',
      }),
    },
    { description: 'What happens at SIGTERM.', default: {} },
  ),
  sinks: Type.Array(sinkSchema, { description: 'Where events go; an empty list: nowhere, for the metrics alone.' }),
});
