import { httpOptions, secret, Type, zone } from '@kubeherald/sink-sdk';

export const config = Type.Object(
  {
    url: secret({
      pattern: '^(mysql|mariadb)://',
      description:
        'Server and database: `mysql://user:password@host:3306/database`. What the password holds of `@ : / ? # %` is percent-encoded; or use `user` and `password`.',
      examples: ['mysql://kubeherald@mysql.example.com:3306/k8s'],
    }),
    user: Type.Optional(
      Type.String({ minLength: 1, description: "Instead of the URL's user.", examples: ['kubeherald'] }),
    ),
    password: Type.Optional(secret({ description: "Instead of the URL's password; as it is, nothing encoded." })),
    table: Type.String({
      default: 'kube_event',
      minLength: 1,
      // The server's own limit for identifiers; a NUL or a final space is not allowed in one.
      maxLength: 64,
      pattern: '^[^\\u0000/\\\\]*[^\\u0000/\\\\ ]$',
      description: "The table, in the URL's database.",
      examples: ['kube_event'],
    }),
    mode: Type.Enum(['upsert', 'append', 'auto'], {
      default: 'upsert',
      description:
        '`upsert`: a row per event, which its repetitions update. `append`: a row per revision, so each repetition adds one. `auto`: `upsert` where the table has a unique key on event_id, else `append`.',
    }),
    migrate: Type.Boolean({
      default: true,
      description:
        'Create the table when it is missing; add missing columns and the unique key, and widen a narrow `message`. `false`: change nothing, and write the columns that are there.',
    }),
    times: Type.Enum(['plain', 'go'], {
      default: 'plain',
      description:
        'What is written into time columns that are texts. `plain`: `2026-11-21 04:33:38`. `go`: `2026-11-21 04:33:38 +0000 UTC`, as kube-eventer writes it.',
    }),
    zone: zone({ default: 'UTC', description: 'Time zone of the two time columns. TIMESTAMP columns need none.' }),
    timeout: httpOptions.timeout,
    tls: httpOptions.tls,
  },
  { additionalProperties: false },
);
