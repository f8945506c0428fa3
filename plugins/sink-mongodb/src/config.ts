import { duration, httpOptions, secret, Type } from '@kubeherald/sink-sdk';

export const config = Type.Object(
  {
    url: secret({
      pattern: '^mongodb(\\+srv)?://',
      description:
        "The driver's connection string: hosts, replica set, authSource, w, and all it knows. What the password holds of `@ : / ? # %` is percent-encoded; or use `user` and `password`.",
      examples: [
        'mongodb://kubeherald@mongodb-0.example.com:27017,mongodb-1.example.com:27017/?replicaSet=rs0&w=majority',
      ],
    }),
    user: Type.Optional(
      Type.String({ minLength: 1, description: "Instead of the URL's user.", examples: ['kubeherald'] }),
    ),
    password: Type.Optional(secret({ description: "Instead of the URL's password; as it is, nothing encoded." })),
    database: Type.String({
      default: 'k8s',
      // The server's own limits for names of databases.
      maxLength: 63,
      pattern: '^[^\\u0000/\\\\. "$*<>:|?]+$',
      description: 'The database.',
      examples: ['k8s'],
    }),
    collection: Type.String({
      default: 'event',
      pattern: '^[^\\u0000$]+$',
      description: 'The collection; made when it is missing.',
      examples: ['event'],
    }),
    mode: Type.Enum(['append', 'upsert'], {
      default: 'append',
      description:
        '`append`: a document per revision, its `_id` is `uid:resourceVersion`. `upsert`: a document per event, its `_id` is the uid, which newer revisions replace.',
    }),
    layout: Type.Enum(['event', 'kube-eventer'], {
      default: 'event',
      description:
        "The documents' fields: the event as kubeherald knows it, or kube-eventer's flat ones, which do not name the cluster.",
    }),
    raw: Type.Boolean({
      default: false,
      description: 'With the field `raw`, the event as the API server sent it. Needs MongoDB 5 or later.',
    }),
    ttl: Type.Optional(
      duration(
        {
          description:
            'Delete documents so long after the event time, by a TTL index that the sink makes. Without it: no index.',
          examples: ['30d'],
        },
        // MongoDB keeps the seconds of a TTL index in 32 bits.
        { least: '1s', most: '24855d' },
      ),
    ),
    timeout: httpOptions.timeout,
    tls: httpOptions.tls,
  },
  { additionalProperties: false },
);
