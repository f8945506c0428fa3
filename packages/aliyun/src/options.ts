import { secret, Type } from '@kubeherald/sink-sdk';

/** The options of every sink that sends to Aliyun: who it is, and where. */
export const aliyunOptions = {
  region: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9-]+$',
      description: "The region's id. Without it: that of `endpoint`, or that of the ECS machine.",
      examples: ['cn-hangzhou'],
    }),
  ),
  internal: Type.Boolean({
    default: true,
    description: 'Use the address inside the VPC of the region, which costs no traffic; false: the public one.',
  }),
  accessKeyId: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'AccessKey. Without one: `tokenFile`, and where there is none the RAM role of the ECS machine.',
      examples: ['LTAI5tExampleKeyId'],
    }),
  ),
  accessKeySecret: Type.Optional(
    secret({ minLength: 1, description: 'Secret of the AccessKey.', examples: ['${env:ALIYUN_ACCESS_KEY_SECRET}'] }),
  ),
  securityToken: Type.Optional(
    secret({
      minLength: 1,
      description: 'Token of a temporary AccessKey (STS). It ends within hours: prefer `tokenFile` or a RAM role.',
      examples: ['${env:ALIYUN_SECURITY_TOKEN}'],
    }),
  ),
  tokenFile: Type.String({
    default: '/var/addon/token-config',
    description: 'File with a temporary AccessKey that ACK writes and renews; read again before the key ends.',
  }),
  ramRole: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9._-]+$',
      description:
        'RAM role of the ECS machine, used in place of `tokenFile`. Without it: the one that the machine has.',
      examples: ['KubernetesWorkerRole-example'],
    }),
  ),
  metadataUrl: Type.String({
    default: 'http://100.100.100.200',
    pattern: '^https?://[^@?#]+$',
    description: 'Metadata service of ECS, asked for keys of a RAM role and for what is not configured.',
  }),
};
