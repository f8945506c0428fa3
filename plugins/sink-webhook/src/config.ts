import { httpOptions, secret, Type, templateOption } from '@kubeherald/sink-sdk';
import { messageOptions } from '@kubeherald/sink-sdk/message';
import { presetNames } from './presets/index.ts';

/** Names of headers and methods are tokens (RFC 9110 §5.6.2). */
const tokenPattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";

const { zone, language, label } = messageOptions;
/** Without an example, which would stand in that of a sink without a preset and be refused there. */
const withPreset = { examples: [] };
const signature = Type.Object(
  {
    secret: secret({ minLength: 1, description: 'Shared with the destination.', examples: ['${env:HOOK_SECRET}'] }),
    algorithm: Type.Enum(['sha256', 'sha512', 'sha1'], { default: 'sha256', description: 'Hash of the HMAC.' }),
    encoding: Type.Enum(['hex', 'base64'], { default: 'hex', description: 'How the signature is written.' }),
    header: Type.Optional(
      Type.String({
        pattern: tokenPattern,
        description:
          'Header that holds the signature. Default: `x-hub-signature-256`, `-512`, or for sha1 `x-hub-signature`.',
      }),
    ),
    prefix: Type.Optional(
      Type.String({
        pattern: '^[\\x20-\\x7e]*$',
        description: 'Put before the signature; may be empty. Default: the algorithm and `=`, such as `sha256=`.',
      }),
    ),
    timestampHeader: Type.Optional(
      Type.String({
        pattern: tokenPattern,
        description:
          'Header that holds the time, Unix seconds. With it the time, a full stop and the body are signed, without it the body alone.',
        examples: ['x-timestamp'],
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'Sign each request, so that the destination can tell that it is from here.',
  },
);

const oauth2 = Type.Object(
  {
    tokenUrl: Type.String({
      pattern: '^https?://',
      description: 'Token endpoint of the authorisation server.',
      examples: ['https://login.example.com/oauth2/token'],
    }),
    clientId: Type.String({ minLength: 1, description: 'The client.', examples: ['kubeherald'] }),
    clientSecret: secret({ minLength: 1, description: 'Its secret.', examples: ['${env:OAUTH_SECRET}'] }),
    clientAuth: Type.Enum(['basic', 'post'], {
      default: 'basic',
      description: 'How the client proves who it is: by basic authentication, or in the body of the request.',
    }),
    scope: Type.Optional(
      Type.String({ minLength: 1, description: 'Scopes to ask for, separated by spaces.', examples: ['events.write'] }),
    ),
    audience: Type.Optional(
      Type.String({ minLength: 1, description: 'Audience to ask for.', examples: ['https://hooks.example.com'] }),
    ),
  },
  {
    additionalProperties: false,
    description: 'Authorise requests with a token that the authorisation server gives for client credentials.',
  },
);

export const config = Type.Object(
  {
    url: secret({
      pattern: '^https?://',
      description: 'Where to send. A user and password in it become basic authentication.',
      examples: ['https://hooks.example.com/events'],
    }),
    preset: Type.Optional(
      Type.Enum([...presetNames], {
        description:
          'The chat API behind `url`: messages for people, a digest when many events wait, its limits kept, its answers understood.',
      }),
    ),
    method: Type.String({
      default: 'POST',
      pattern: tokenPattern,
      description: 'HTTP method: POST, PUT, PATCH, or what the destination wants. A GET has a body too.',
      examples: ['PUT'],
    }),
    headers: Type.Record(Type.String(), Type.String(), {
      default: {},
      secret: true,
      description: 'Sent with every request; never shown. `content-type` decides how a template is escaped.',
      examples: [{ authorization: 'Bearer 0123456789abcdef' }],
    }),
    batch: Type.Union([Type.Literal('single'), Type.Literal('array'), Type.Literal('ndjson')], {
      default: 'single',
      description:
        '`single`: a request per event. `array`: a batch as one JSON array. `ndjson`: a batch as one JSON object per line.',
    }),
    envelope: Type.Enum(['none', 'cloudevents'], {
      default: 'none',
      description:
        '`cloudevents`: each event as the data of a CloudEvent 1.0 as JSON; with `batch: array` in its batch format.',
    }),
    template: Type.Optional(
      templateOption({
        description: 'Handlebars template of one event’s body. Without it: the event as JSON.',
        examples: ['{"text": "{{reason}}: {{message}}", "count": {{count}}}'],
      }),
    ),
    raw: Type.Boolean({
      default: false,
      description: 'Without a template: with the field `raw`, the event as the API server sent it.',
    }),
    layout: Type.Enum(['event', 'kube-eventer'], {
      default: 'event',
      description:
        '`kube-eventer`: requests as kube-eventer makes them: its default body when there is no template, and the headers of `headers` alone.',
    }),
    answerCode: Type.Optional(
      Type.Object(
        {
          field: Type.String({
            minLength: 1,
            description: 'Field of the JSON answer that has it.',
            examples: ['errcode'],
          }),
          success: Type.Union([Type.Integer(), Type.String(), Type.Boolean()], {
            default: 0,
            description: 'Its value when all is well.',
          }),
          again: Type.Array(Type.Integer(), {
            default: [],
            description: 'Values after which it is tried again, such as that of too many messages.',
            examples: [[45009]],
          }),
          message: Type.Optional(
            Type.String({ minLength: 1, description: 'Field that says in words what is wrong.', examples: ['errmsg'] }),
          ),
        },
        {
          additionalProperties: false,
          description:
            'For destinations that answer 200 to what they refuse, and say so by a code in the answer: such an event becomes a dead letter. An answer without the field is judged by its status.',
        },
      ),
    ),
    connections: Type.Integer({
      default: 1,
      minimum: 1,
      maximum: 64,
      description:
        '`batch: single`: requests in flight at a time. The events of one object still go one after the other.',
    }),
    signature: Type.Optional(signature),
    oauth2: Type.Optional(oauth2),
    zone: Type.Optional({ ...zone, ...withPreset }),
    language,
    label: Type.Optional({ ...label, ...withPreset }),
    perMinute: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description:
          "`preset`: messages that the chat takes in any minute. Default: the API's own limits. Lower it when others post through the same webhook; more than the API takes lifts its limits by the second, too.",
      }),
    ),
    secret: Type.Optional(
      secret({
        minLength: 1,
        description: "`preset: feishu`: the robot's secret, when its security setting is the signature.",
      }),
    ),
    chatId: Type.Optional(
      Type.String({
        pattern: '^(-?[0-9]+|@[A-Za-z0-9_]+)$',
        description: '`preset: telegram`: the chat, by its id (-1001234567890) or a channel by its name (@alerts).',
      }),
    ),
    threadId: Type.Optional(Type.Integer({ minimum: 1, description: '`preset: telegram`: the topic of the chat.' })),
    channel: Type.Optional(
      Type.String({
        minLength: 1,
        description: "`preset: mattermost`: a channel in place of the webhook's own, such as kubernetes.",
      }),
    ),
    ...httpOptions,
  },
  { additionalProperties: false },
);

/** The options, with their defaults filled in. */
export type Options = Type.Static<typeof config>;
