import { aliyunOptions } from '@kubeherald/aliyun';
import { bytes, httpOptions, Type } from '@kubeherald/sink-sdk';

export const config = Type.Object(
  {
    project: Type.String({
      pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
      description: 'The project.',
      examples: ['k8s-log-c0123456789abcdef'],
    }),
    logStore: Type.String({
      pattern: '^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$',
      description: 'The Logstore in it. Both must exist.',
      examples: ['k8s-event'],
    }),
    endpoint: Type.Optional(
      Type.String({
        pattern: '^(https?://)?[^/@?#]+/?$',
        description:
          "Host, or URL, of the service in place of the region's: the project's name is put before it, unless it is there already, or it is an IP address.",
        examples: ['cn-hangzhou-share.log.aliyuncs.com'],
      }),
    ),
    ...aliyunOptions,
    topic: Type.String({ default: '', description: 'Topic of the logs.', examples: ['production'] }),
    source: Type.String({ default: '', description: 'Source of the logs.', examples: ['kubeherald'] }),
    tags: Type.Record(Type.String({ minLength: 1 }), Type.String(), {
      default: {},
      description: 'Tags of the logs, which SLS shows as `__tag__:<name>`.',
      examples: [{ cluster: 'production' }],
    }),
    labels: Type.Record(Type.String({ minLength: 1 }), Type.String(), {
      default: {},
      description: "Further fields of each log, as kube-eventer's `label=name,value`.",
      examples: [{ team: 'payments' }],
    }),
    layout: Type.Enum(['event', 'kube-eventer'], {
      default: 'event',
      description:
        "`event`: a field for each of the event's. `kube-eventer`: its fields `eventId` (the event as JSON), `hostname`, `level`, `pod_id`, `pod_name`.",
    }),
    raw: Type.Boolean({
      default: false,
      description: '`layout: event`: with the field `raw`, the event as the API server sent it, as JSON text.',
    }),
    compression: Type.Enum(['lz4', 'zstd', 'none'], { default: 'lz4', description: 'How requests are compressed.' }),
    requestBytes: bytes({
      default: '3MB',
      description: 'Size of a request before compression, at most (16KiB to 10MB); a larger event has values cut.',
    }),
    ...httpOptions,
  },
  { additionalProperties: false },
);
