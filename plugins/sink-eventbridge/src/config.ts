import { aliyunOptions } from '@kubeherald/aliyun';
import { httpOptions, Type } from '@kubeherald/sink-sdk';

export const config = Type.Object(
  {
    eventBus: Type.String({
      default: 'default',
      minLength: 1,
      description: "The event bus. `default` is that of Aliyun's own services.",
      examples: ['kubernetes'],
    }),
    accountId: Type.Optional(
      Type.String({
        pattern: '^[0-9]+$',
        description: 'Id of the account. Without it: that of the ECS machine.',
        examples: ['1234567890123456'],
      }),
    ),
    clusterId: Type.Optional(
      Type.String({
        minLength: 1,
        description: "Id of the cluster in the events' subject. Default: the cluster's name in the config.",
        examples: ['c0123456789abcdef'],
      }),
    ),
    endpoint: Type.Optional(
      Type.String({
        pattern: '^https?://[^/@?#]+/?$',
        description: "URL of the service in place of the region's.",
        examples: ['https://1234567890123456.eventbridge.cn-hangzhou.aliyuncs.com'],
      }),
    ),
    scheme: Type.Enum(['https', 'http'], {
      default: 'https',
      description:
        "`http`: requests to the region's address are not encrypted, only signed, as kube-eventer sends them.",
    }),
    eventsPerRequest: Type.Integer({
      default: 16,
      minimum: 1,
      maximum: 16,
      description: 'Events in one request, at most.',
    }),
    ...aliyunOptions,
    ...httpOptions,
  },
  { additionalProperties: false },
);
