import { httpOptions, secret, Type } from '@kubeherald/sink-sdk';

export const config = Type.Object(
  {
    url: secret({
      pattern: '^https?://',
      description: 'Where to send. A user and password in it become basic authentication.',
      examples: ['https://hooks.example.com/events'],
    }),
    method: Type.Union([Type.Literal('POST'), Type.Literal('PUT'), Type.Literal('PATCH')], {
      default: 'POST',
      description: 'HTTP method.',
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
    template: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Handlebars template of one event’s body. Without it: the event as JSON.',
        examples: ['{"text": "{{reason}}: {{message}}", "count": {{count}}}'],
      }),
    ),
    raw: Type.Boolean({
      default: false,
      description: 'Without a template: with the field `raw`, the event as the API server sent it.',
    }),
    connections: Type.Integer({
      default: 1,
      minimum: 1,
      maximum: 64,
      description:
        '`batch: single`: requests in flight at a time. The events of one object still go one after the other.',
    }),
    ...httpOptions,
  },
  { additionalProperties: false },
);
