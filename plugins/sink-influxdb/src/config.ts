import { bytes, httpOptions, secret, Type } from '@kubeherald/sink-sdk';
import { dimensions } from './event-point.ts';

export const config = Type.Object(
  {
    url: secret({
      pattern: '^https?://',
      description: 'The server, with the path of a proxy before it, if any. A user and password in it are used.',
      examples: ['http://influxdb:8086'],
    }),
    version: Type.Enum([1, 2, 3], {
      default: 1,
      description: 'The API to write with: that of InfluxDB 1, 2 (and its cloud), or 3 (Core, Enterprise).',
    }),
    database: Type.String({ default: 'k8s', minLength: 1, description: '`version: 1` and `3`: the database.' }),
    retentionPolicy: Type.Optional(
      Type.String({
        minLength: 1,
        description: "`version: 1`: the retention policy. Without it: the database's default.",
        examples: ['autogen'],
      }),
    ),
    org: Type.Optional(
      Type.String({ minLength: 1, description: '`version: 2`: the organisation.', examples: ['ops'] }),
    ),
    bucket: Type.Optional(
      Type.String({ minLength: 1, description: '`version: 2`: the bucket.', examples: ['kubernetes'] }),
    ),
    createDatabase: Type.Boolean({
      default: true,
      description: 'Make the database or bucket when it is missing and the credential may. Version 3 does so itself.',
    }),
    username: Type.Optional(
      Type.String({ minLength: 1, description: '`version: 1`: the user.', examples: ['writer'] }),
    ),
    password: Type.Optional(secret({ description: 'Password of `username`.', examples: ['changeme-please'] })),
    token: Type.Optional(secret({ minLength: 1, description: 'The token.', examples: ['apiv3_0123456789abcdef'] })),
    layout: Type.Enum(['event', 'kube-eventer', 'kube-eventer-fields'], {
      default: 'event',
      description:
        '`event`: an event’s fields under the names that templates have. `kube-eventer`: its measurement `log/events` with the event as JSON. `kube-eventer-fields`: its `events` (`withfields=true`).',
    }),
    clusterName: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'The cluster in the points. Default: the name in the config.',
        examples: ['production'],
      }),
    ),
    measurement: Type.String({
      default: 'kubernetes_events',
      pattern: '^[^_\\s][^\\r\\n]*$',
      description: '`layout: event`: the measurement.',
    }),
    tags: Type.Array(Type.Enum([...dimensions]), {
      default: ['cluster', 'namespace', 'kind', 'type', 'reason', 'component'],
      uniqueItems: true,
      description:
        '`layout: event`: which of these are tags, which are indexed; the others are fields. Each combination of values is a series, so `name` makes one for each object.',
    }),
    compression: Type.Enum(['none', 'gzip'], { default: 'none', description: 'How requests are compressed.' }),
    requestBytes: bytes({ default: '5MB', description: 'Size of a request, before compression, at most.' }),
    ...httpOptions,
  },
  { additionalProperties: false },
);
