import { httpOptions, Type } from '@kubeherald/sink-sdk';

export const config = Type.Object(
  {
    url: Type.String({
      pattern: '^(tcp|tls)://[^/?#@]+/?$',
      description: 'The server: `tcp://host`, port 5555 unless it names another; or `tls://host`, port 5554.',
      examples: ['tcp://riemann:5555', 'tls://riemann.example.com'],
    }),
    tags: Type.Array(Type.String({ minLength: 1 }), {
      default: ['kubernetes'],
      description: 'Tags of every event.',
      examples: [['heapster']],
    }),
    ttl: Type.Number({
      default: 60,
      exclusiveMinimum: 0,
      description: "Seconds that the index holds an event for, counted from the event's time.",
    }),
    time: Type.Enum(['event', 'now'], {
      default: 'event',
      description: '`event`: the event time. `now`: the time of delivery, so that the index holds late events, too.',
    }),
    layout: Type.Enum(['event', 'kube-eventer'], {
      default: 'event',
      description:
        "Attributes of the events. `event`: those of kube-eventer that are not empty, and what tells clusters and events apart. `kube-eventer`: its own alone, the empty ones too, and this machine's name where an event names no host.",
    }),
    attributes: Type.Record(Type.String(), Type.String(), {
      default: {},
      description: 'More attributes of every event; one of the same name takes the place of ours.',
      examples: [{ team: 'shop' }],
    }),
    batchSize: Type.Integer({
      default: 1000,
      minimum: 1,
      description: 'Events in one message, at most.',
    }),
    timeout: httpOptions.timeout,
    tls: httpOptions.tls,
  },
  { additionalProperties: false },
);
