import { httpOptions, secret, Type } from '@kubeherald/sink-sdk';
import { formatOption, messageOptions } from '@kubeherald/sink-sdk/message';

/** Most of anything in a list: beyond it a message would consist of mentions. */
const mostMentions = 50;

export const config = Type.Object(
  {
    url: secret({
      pattern: '^https?://',
      description: "The robot's webhook, with its access_token.",
      examples: ['https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef'],
    }),
    secret: Type.Optional(
      secret({
        minLength: 1,
        description: "The robot's secret (`SEC…`), when its security setting is the signature.",
        examples: ['SEC0123456789abcdef'],
      }),
    ),
    format: formatOption(
      ['markdown', 'text', 'actionCard'],
      'What messages are sent as. `actionCard` needs `buttons`, and DingTalk notifies nobody by name there.',
    ),
    layout: Type.Enum(['event', 'kube-eventer'], {
      default: 'event',
      description:
        '`kube-eventer`: a message for each event, byte for byte as kube-eventer sends it with `format: text` or `markdown`; when the robot has taken all that it takes in a minute, the others come as a digest.',
    }),
    labels: Type.Array(Type.String({ maxLength: 100 }), {
      default: [],
      maxItems: 50,
      description: '`layout: kube-eventer`: its labels.',
      examples: [['prod']],
    }),
    clusterId: Type.String({
      default: '',
      description: "`layout: kube-eventer` with `format: markdown`: the cluster's id in Alibaba Cloud's console.",
    }),
    region: Type.String({
      default: '',
      description: '`layout: kube-eventer` with `format: markdown`: its region.',
    }),
    atMobiles: Type.Array(Type.String({ pattern: '^[+0-9-]+$' }), {
      default: [],
      maxItems: mostMentions,
      description: 'Mobile numbers of members of the group to notify.',
      examples: [['13800138000']],
    }),
    atUserIds: Type.Array(Type.String({ minLength: 1, maxLength: 64, pattern: '^\\S+$' }), {
      default: [],
      maxItems: mostMentions,
      description: 'User ids of members of the group to notify.',
      examples: [['user123']],
    }),
    atAll: Type.Boolean({ default: false, description: 'Notify everybody in the group.' }),
    buttons: Type.Array(
      Type.Object(
        {
          title: Type.String({ minLength: 1, maxLength: 60, description: 'What the button says.' }),
          url: Type.String({
            minLength: 1,
            maxLength: 1000,
            description: 'Where it leads: a Handlebars template of the event, whose values are percent-encoded.',
          }),
        },
        { additionalProperties: false },
      ),
      {
        default: [],
        maxItems: 5,
        description:
          '`format: actionCard`: its buttons. In a digest their templates get the newest of its worst events.',
        examples: [[{ title: 'Open', url: 'https://console.example.com/{{object.namespace}}/{{object.name}}' }]],
      },
    ),
    buttonOrientation: Type.Enum(['vertical', 'horizontal'], {
      default: 'vertical',
      description: '`format: actionCard`: how several buttons are laid out.',
    }),
    openInBrowser: Type.Boolean({
      default: false,
      description: "`format: actionCard`: open the buttons' links in the browser instead of DingTalk's side bar.",
    }),
    perMinute: Type.Integer({
      default: 20,
      minimum: 1,
      maximum: 10_000,
      description:
        'Messages that the robot takes in any minute. DingTalk takes 20, and nothing for 10 minutes after more. Lower it when others post through the same robot.',
    }),
    ...messageOptions,
    ...httpOptions,
  },
  { additionalProperties: false },
);

/** The options, with their defaults filled in. */
export type Options = Type.Static<typeof config>;
