import { httpOptions, secret, Type } from '@kubeherald/sink-sdk';
import { formatOption, messageOptions } from '@kubeherald/sink-sdk/message';

const levels = ['critical', 'timeSensitive', 'active', 'passive'] as const;
type Levels = typeof levels;

const level = (preset: Levels[number], what: string) =>
  Type.Enum([...levels], { default: preset, description: `Of ${what}.` });

/** Keys of AES-128, -192 and -256, as the app takes them: one byte per character. */
const keyPattern = '^([\\x21-\\x7e]{16}|[\\x21-\\x7e]{24}|[\\x21-\\x7e]{32})$';

const event = 'Handlebars template of an event; of a digest, left out unless it is the same for all its events.';

export const config = Type.Object(
  {
    deviceKeys: Type.Array(Type.String({ minLength: 1, pattern: '^[^,/?#\\s]+$' }), {
      minItems: 1,
      maxItems: 100,
      secret: true,
      description: 'Keys of the devices to notify: what the app shows after the server in its example address.',
      examples: [['bRrYtMXnBeoBjTs4PHZGfX']],
    }),
    url: Type.String({
      default: 'https://api.day.app',
      pattern: '^https?://[^@?#]+$',
      description: 'The server, with its URL prefix if it has one, and without a device key.',
      examples: ['https://bark.example.com'],
    }),
    push: Type.Enum(['each', 'together'], {
      default: 'each',
      description:
        '`each`: a request per device, which every server takes. `together`: one request for all, from bark-server 2.1.9 on.',
    }),
    username: Type.Optional(
      Type.String({ minLength: 1, description: 'Of basic authentication.', examples: ['kubeherald'] }),
    ),
    password: Type.Optional(secret({ minLength: 1, description: 'Of basic authentication.' })),
    ...messageOptions,
    format: formatOption(
      ['text', 'markdown'],
      '`text`, or `markdown`, which needs a recent app: an old one shows the title alone.',
    ),
    level: Type.Object(
      {
        warning: level('active', 'a Warning, and of a digest with one in it'),
        other: level('active', 'an event whose type is neither Warning nor Normal'),
        normal: level('passive', 'a Normal event'),
      },
      {
        additionalProperties: false,
        default: { warning: 'active', other: 'active', normal: 'passive' },
        description:
          'How a notification interrupts: `passive` lights no screen, `timeSensitive` shows during Focus, `critical` sounds even when muted.',
      },
    ),
    volume: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 10, description: "Of the sound of `critical`. Without it: the app's, 5." }),
    ),
    sound: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'Name of a sound of the app.', examples: ['minuet'] }),
    ),
    call: Type.Boolean({ default: false, description: 'Repeat the sound for 30 s when there is a Warning.' }),
    icon: Type.Optional(
      Type.String({
        pattern: '^https?://',
        maxLength: 500,
        description: 'URL of a picture shown with the notification.',
        examples: ['https://kubernetes.io/images/favicon.png'],
      }),
    ),
    group: Type.String({
      default: '{{cluster}}',
      description: `Notifications of a group are shown together. ${event}`,
      examples: ['{{cluster}}/{{object.namespace}}'],
    }),
    link: Type.Optional(
      Type.String({
        minLength: 1,
        description: `URL that a tap opens (Bark's \`url\`). ${event}`,
        examples: ['https://grafana.example.com/d/pod?var-namespace={{object.namespace}}&var-pod={{object.name}}'],
      }),
    ),
    copy: Type.Optional(
      Type.String({
        minLength: 1,
        description: `What the notification's copy button copies. ${event}`,
        examples: ['kubectl -n {{object.namespace}} describe {{lower object.kind}} {{object.name}}'],
      }),
    ),
    autoCopy: Type.Boolean({ default: false, description: 'Copy without a tap on the button, where iOS allows it.' }),
    archive: Type.Optional(
      Type.Boolean({
        description: "Whether the app keeps the notification in its history. Without it: the app's setting.",
      }),
    ),
    update: Type.Enum(['event', 'reason', 'never'], {
      default: 'event',
      description:
        'What replaces a notification still shown: `event`: the same Event, counted up. `reason`: any event of the object with the same reason. `never`: nothing.',
    }),
    encryption: Type.Optional(
      Type.Object(
        {
          key: secret({
            pattern: keyPattern,
            description: "16, 24 or 32 characters, the same as in the app's settings.",
            examples: ['1234567890123456'],
          }),
          mode: Type.Enum(['CBC', 'GCM'], {
            default: 'CBC',
            description: "Of AES, the same as in the app's settings.",
          }),
        },
        {
          additionalProperties: false,
          description: 'End-to-end encryption: server and Apple see neither text nor title. Padding: pkcs7.',
        },
      ),
    ),
    ...httpOptions,
  },
  { additionalProperties: false },
);
