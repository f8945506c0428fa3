import { Type } from '@kubeherald/sink-sdk';

export const config = Type.Object(
  {
    format: Type.Union([Type.Literal('json'), Type.Literal('text')], {
      default: 'json',
      description: '`json`: one JSON object per line. `text`: one line that reads like `kubectl get events`.',
    }),
    path: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'File to append to; made when it is missing. Without it: standard output.',
        examples: ['/var/log/kubeherald/events.log'],
      }),
    ),
    raw: Type.Boolean({
      default: false,
      description: '`format: json`: with the field `raw`, the event as the API server sent it.',
    }),
    header: Type.Boolean({
      default: true,
      description: '`format: text`: begin standard output and empty files with a line of column titles.',
    }),
  },
  { additionalProperties: false },
);
