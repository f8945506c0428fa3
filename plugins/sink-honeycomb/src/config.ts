import { bytes, httpOptions, secret, Type } from '@kubeherald/sink-sdk';

export const config = Type.Object(
  {
    apiKey: secret({
      minLength: 1,
      description: 'Ingest key, id and secret joined; or a configuration key that may send events.',
      examples: ['hcaik_01hzqr5g7jg9qz40xtgx7rjwj01234567890123456789012345678901'],
    }),
    dataset: Type.String({
      default: 'kubernetes-events',
      // Datasets cannot have a slash in their name, encoded or not.
      pattern: '^[^/]+$',
      description: 'Dataset that the events go to; made with the first event when the key may create datasets.',
    }),
    url: Type.String({
      default: 'https://api.honeycomb.io',
      pattern: '^https?://',
      description: 'The API. In the EU `https://api.eu1.honeycomb.io`; a Refinery has its own.',
      examples: ['https://api.eu1.honeycomb.io'],
    }),
    layout: Type.Enum(['event', 'kube-eventer'], {
      default: 'event',
      description:
        '`event`: the fields that templates have, as columns such as `object.kind`. `kube-eventer`: its columns (`kind`, `subobject`, `source.host`, …).',
    }),
    compression: Type.Enum(['gzip', 'zstd', 'none'], { default: 'gzip', description: 'How requests are compressed.' }),
    requestBytes: bytes({
      default: '5MB',
      description: 'Size of a request, before compression, at most; a larger event has its longest texts cut.',
    }),
    ...httpOptions,
  },
  { additionalProperties: false },
);
