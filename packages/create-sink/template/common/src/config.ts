import { httpOptions, secret, Type } from '@kubeherald/sink-sdk';

/** The options of this sink. Types, validation, defaults and the table in the README come from here. */
export const config = Type.Object(
  {
    url: Type.String({
      pattern: '^https?://',
      description: 'Where to send.',
      examples: ['https://events.example.com/kubernetes'],
    }),
    token: Type.Optional(secret({ description: 'Sent as bearer token.', examples: ['0123456789abcdef'] })),
    ...httpOptions,
  },
  { additionalProperties: false },
);
