import { httpOptions, secret, Type } from '@kubeherald/sink-sdk';
import { formatOption, messageOptions } from '@kubeherald/sink-sdk/message';

const keys =
  'Keys are namespaces of the involved object (`payments`, `prod-*`) or labels (`team=payments`); `*` is for events that no other key of either option fits.';

export const config = Type.Object(
  {
    url: secret({
      pattern: '^https?://',
      description: "The robot's webhook, with its key.",
      examples: ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=01234567-89ab-cdef-0123-456789abcdef'],
    }),
    format: formatOption(
      ['markdown', 'text', 'markdown_v2', 'template_card'],
      'What messages are sent as. `template_card` needs `cardUrl`. A message whose format cannot notify those whom it is to notify goes as text, a digest of cards as markdown.',
    ),
    mentions: Type.Record(
      Type.String(),
      Type.Array(Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\s<>]+$' })),
      {
        default: {},
        description: `Whom to notify of what: user ids, or \`@all\`. ${keys}`,
        examples: [{ payments: ['wangqing'], '*': ['@all'] }],
      },
    ),
    mentionMobiles: Type.Record(Type.String(), Type.Array(Type.String({ pattern: '^([+0-9-]+|@all)$' })), {
      default: {},
      description: `Whom to notify of what, by mobile number, for those whose user id you do not know. ${keys}`,
      examples: [{ 'team=payments': ['13800138000'] }],
    }),
    cardUrl: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        description:
          '`format: template_card`: where a card leads. A Handlebars template of the event, whose values are percent-encoded.',
        examples: ['https://console.example.com/{{object.namespace}}/{{object.name}}'],
      }),
    ),
    perMinute: Type.Integer({
      default: 20,
      minimum: 1,
      maximum: 10_000,
      description:
        'Messages that the robot takes in any minute. WeCom takes 20. Lower it when others post through the same robot.',
    }),
    ...messageOptions,
    ...httpOptions,
  },
  { additionalProperties: false },
);

/** The options, with their defaults filled in. */
export type Options = Type.Static<typeof config>;
