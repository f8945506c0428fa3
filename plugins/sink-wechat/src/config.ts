import { duration, httpOptions, secret, Type } from '@kubeherald/sink-sdk';
import { formatOption, messageOptions } from '@kubeherald/sink-sdk/message';

const recipient = Type.String({ minLength: 1, pattern: '^[^|]+$' });

const numbered = Type.String({ pattern: '^[0-9]+$' });

export const config = Type.Object(
  {
    corpId: Type.String({
      minLength: 1,
      description: "The company's id: My Company in the admin console, at the bottom.",
      examples: ['ww0123456789abcdef'],
    }),
    corpSecret: secret({
      minLength: 1,
      description: "The application's Secret: App Management, the application.",
      examples: ['${env:WECOM_SECRET}'],
    }),
    agentId: Type.Integer({
      minimum: 0,
      description: "The application's AgentId, beside its Secret.",
      examples: [1000002],
    }),
    toUsers: Type.Optional(
      Type.Array(recipient, {
        maxItems: 1000,
        description: 'Members by their userid, or `@all`. Without any recipient: `@all` whom the application may see.',
        examples: [['wangqing', 'lihua']],
      }),
    ),
    toParties: Type.Optional(
      Type.Array(numbered, { maxItems: 100, description: 'Departments by their id.', examples: [['2']] }),
    ),
    toTags: Type.Optional(Type.Array(numbered, { maxItems: 100, description: 'Tags by their id.', examples: [['5']] })),
    ...messageOptions,
    format: formatOption(['text', 'markdown'], '`text`, or `markdown`, which only the WeCom client shows, not WeChat.'),
    layout: Type.Enum(['event', 'kube-eventer'], {
      default: 'event',
      description:
        '`kube-eventer`: a message for each event and each of `toUsers`, byte for byte as kube-eventer sends it; when all is sent that WeCom takes, the others come as a digest.',
    }),
    labels: Type.Array(Type.String({ maxLength: 100 }), {
      default: [],
      maxItems: 50,
      description: '`layout: kube-eventer`: its labels.',
      examples: [['prod']],
    }),
    duplicateCheck: Type.Boolean({
      default: true,
      description: 'Let WeCom deliver an identical message only once, so that a retry is not seen twice.',
    }),
    duplicateCheckInterval: duration({ default: '30m', description: 'For how long that holds, at most 4 h.' }),
    perMinute: Type.Integer({
      default: 30,
      minimum: 1,
      description: 'Messages a minute, at most: WeCom drops without a word what a member gets beyond 30.',
    }),
    perHour: Type.Integer({
      default: 1000,
      minimum: 1,
      description: 'Messages an hour, at most: WeCom drops without a word what a member gets beyond 1000.',
    }),
    url: Type.String({
      default: 'https://qyapi.weixin.qq.com',
      pattern: '^https?://[^@?#]+$',
      description: 'Where the API is: another one for a private deployment or a gateway with a trusted address.',
      examples: ['https://wecom-gateway.example.com'],
    }),
    ...httpOptions,
  },
  { additionalProperties: false },
);
