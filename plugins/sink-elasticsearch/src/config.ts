import { bytes, httpOptions, secret, Type } from '@kubeherald/sink-sdk';

export const config = Type.Object(
  {
    url: secret({
      pattern: '^https?://',
      description: 'The cluster, with the path of a proxy before it, if any. A user and password in it are used.',
      examples: ['https://elasticsearch:9200'],
    }),
    nodes: Type.Array(secret({ pattern: '^https?://' }), {
      default: [],
      description: 'More URLs of the same cluster: after a failed request the next one is taken.',
      examples: [['https://elasticsearch-1:9200', 'https://elasticsearch-2:9200']],
    }),
    apiKey: Type.Optional(
      secret({
        minLength: 1,
        description: 'API key: `id:key`, or the base64 of it that Elasticsearch calls `encoded`.',
        examples: ['VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw=='],
      }),
    ),
    username: Type.Optional(
      Type.String({ minLength: 1, description: 'User of basic authentication.', examples: ['elastic'] }),
    ),
    password: Type.Optional(secret({ description: 'Password of `username`.', examples: ['changeme-please'] })),
    token: Type.Optional(
      secret({ minLength: 1, description: 'Bearer token.', examples: ['AAEAAWVsYXN0aWMva2liYW5h'] }),
    ),
    aws: Type.Optional(
      Type.Object(
        {
          region: Type.String({ minLength: 1, description: 'Region of the domain.', examples: ['eu-west-1'] }),
          accessKeyId: Type.String({ minLength: 1, description: 'Access key.', examples: ['AKIAIOSFODNN7EXAMPLE'] }),
          secretAccessKey: secret({
            minLength: 1,
            description: 'Its secret.',
            examples: ['${env:AWS_SECRET_ACCESS_KEY}'],
          }),
          sessionToken: Type.Optional(
            secret({ minLength: 1, description: 'Token of a temporary key.', examples: ['${env:AWS_SESSION_TOKEN}'] }),
          ),
        },
        {
          additionalProperties: false,
          description:
            'Sign requests for OpenSearch Service of AWS (signature version 4), in place of the other credentials.',
        },
      ),
    ),
    index: Type.String({
      default: 'kubernetes-events',
      pattern: '^[a-z0-9][a-z0-9._-]{0,127}$',
      description: 'Name of the data stream or alias, or what the names of the dated indices begin with.',
    }),
    target: Type.Enum(['daily', 'monthly', 'index', 'dataStream'], {
      default: 'daily',
      description:
        '`daily`, `monthly`: an index for each day or month of event time in UTC, `<index>-2026.11.21`. `index`: one index, or an alias with a write index. `dataStream`: a data stream of that name.',
    }),
    byNamespace: Type.Boolean({
      default: false,
      description: 'An index or data stream for each namespace: `<index>-<namespace>`, then the date.',
    }),
    alias: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Alias that each index gets when it is first written to, as kube-eventer gave its indices `<index>-events`. Not for `target: dataStream`.',
        examples: ['heapster-events'],
      }),
    ),
    indexTemplate: Type.Boolean({
      default: false,
      description:
        'Put an index template for these names before the first event (Elasticsearch 7.8, OpenSearch 1). One of that name without our `_meta.managed_by` stays as it is.',
    }),
    indexSettings: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      default: {},
      description: '`indexTemplate`: settings in the template.',
      examples: [{ 'index.number_of_replicas': 1, 'index.lifecycle.name': 'events-30-days' }],
    }),
    pipeline: Type.Optional(
      Type.String({ minLength: 1, description: 'Ingest pipeline that the documents go through.', examples: ['geo'] }),
    ),
    layout: Type.Enum(['event', 'kube-eventer'], {
      default: 'event',
      description:
        '`event`: the fields that templates have. `kube-eventer`: its field names (`Count`, `InvolvedObject`, …).',
    }),
    documentType: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z][A-Za-z0-9_]*$',
        description:
          'Mapping type of the documents, which Elasticsearch before version 7 needs. Left out once a server says that it knows none.',
        examples: ['events'],
      }),
    ),
    clusterName: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'The cluster in the documents. Default: the name in the config.',
        examples: ['production'],
      }),
    ),
    raw: Type.Boolean({
      default: false,
      description: '`layout: event`: with the field `raw`, the event as the API server sent it, as JSON text.',
    }),
    compression: Type.Enum(['none', 'gzip'], { default: 'none', description: 'How requests are compressed.' }),
    requestBytes: bytes({
      default: '5MB',
      description: 'Size of a request, before compression, at most; a larger event has its message cut.',
    }),
    ...httpOptions,
  },
  { additionalProperties: false },
);
