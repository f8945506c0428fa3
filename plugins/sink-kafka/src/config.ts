import { bytes, duration, httpOptions, secret, Type } from '@kubeherald/sink-sdk';

const sasl = Type.Object(
  {
    mechanism: Type.Enum(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'], {
      default: 'plain',
      description: 'How to log in. `plain` sends the password itself: use it with `tls` only.',
    }),
    username: Type.Optional(
      Type.String({ minLength: 1, description: '`plain`, `scram-…`: the user.', examples: ['kubeherald'] }),
    ),
    password: Type.Optional(secret({ minLength: 1, description: '`plain`, `scram-…`: its password.' })),
    token: Type.Optional(secret({ minLength: 1, description: '`oauthbearer`: a token.' })),
    tokenFile: Type.Optional(
      Type.String({
        minLength: 1,
        description: '`oauthbearer`: a file with a token, read anew for every login.',
        examples: ['/var/run/secrets/tokens/kafka'],
      }),
    ),
    tokenUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description: '`oauthbearer`: where tokens are had for `clientId` and `clientSecret` (client credentials).',
        examples: ['https://login.example.com/oauth2/token'],
      }),
    ),
    clientId: Type.Optional(Type.String({ minLength: 1, description: '`tokenUrl`: the client.' })),
    clientSecret: Type.Optional(secret({ minLength: 1, description: '`tokenUrl`: its secret.' })),
    scope: Type.Optional(Type.String({ minLength: 1, description: '`tokenUrl`: the scope to ask for.' })),
    extensions: Type.Record(Type.String(), Type.String(), {
      default: {},
      description: '`oauthbearer`: SASL extensions.',
      examples: [{ logicalCluster: 'lkc-abc123' }],
    }),
  },
  { additionalProperties: false, description: 'The login, if the brokers ask for one.' },
);

export const config = Type.Object(
  {
    brokers: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'Brokers to ask for the others: `host:port`, port 9092 when there is none.',
      examples: [['kafka-0.example.com:9092', 'kafka-1.example.com:9092']],
    }),
    topic: Type.String({
      default: 'kubernetes-events',
      minLength: 1,
      description:
        'The topic, or a template that makes it of the event. Characters that no topic may have become hyphens.',
      examples: ['events.{{namespace}}'],
    }),
    createTopics: Type.Boolean({
      default: true,
      description: 'Let brokers make a topic that is missing, if they have `auto.create.topics.enable`.',
    }),
    key: Type.Enum(['object', 'event', 'namespace', 'none'], {
      default: 'object',
      description:
        "The record's key, which decides on its partition: uid of the involved object, so that an object's events keep their order; uid of the event; namespace; or no key, and partitions in turn.",
    }),
    format: Type.Enum(['json', 'cloudevents', 'cloudevents-binary', 'kube-eventer'], {
      default: 'json',
      description:
        "The record's value: the event as JSON; a CloudEvent 1.0 as JSON; the event as JSON with the CloudEvent's attributes as headers `ce_…`; kube-eventer's JSON.",
    }),
    raw: Type.Boolean({
      default: false,
      description: 'With the field `raw`, the event as the API server sent it. Not for `kube-eventer`, which has it.',
    }),
    headers: Type.Record(Type.String({ minLength: 1 }), Type.String(), {
      default: {},
      description: 'Headers of each record beside those of the format; the values are templates.',
      examples: [{ team: 'payments', reason: '{{reason}}' }],
    }),
    compression: Type.Enum(['none', 'gzip', 'snappy', 'lz4', 'zstd'], {
      default: 'none',
      description: 'How record batches are compressed.',
    }),
    idempotent: Type.Boolean({
      default: true,
      description:
        'Have brokers know a batch that the client sends again. `false`: for brokers before Kafka 2.8 that do not grant IdempotentWrite; then only the daemon sends again.',
    }),
    retries: Type.Integer({
      default: 3,
      minimum: 0,
      maximum: 20,
      description: 'How often the client tries again within a delivery, a quarter of a second later or more.',
    }),
    batchBytes: bytes({
      default: '1MB',
      description:
        "Size of a record batch before compression, at most; a larger event has its message cut. No more than the topic's `max.message.bytes`.",
    }),
    clientId: Type.String({
      default: 'kubeherald',
      pattern: '^[^\\s]+$',
      description: "What the client calls itself, as in the brokers' quotas and logs.",
    }),
    sasl: Type.Optional(sasl),
    timeout: duration(
      { default: '10s', description: 'Longest wait for a connection, and for an answer.' },
      { least: '1ms' },
    ),
    tls: httpOptions.tls,
  },
  { additionalProperties: false },
);
