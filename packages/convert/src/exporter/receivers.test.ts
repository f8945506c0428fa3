import { expect, it, test } from 'vitest';
import { convert } from '../convert.ts';
import { checked } from '../fixtures/checked.ts';

const converted = async (receiver: object, more: object = {}) => {
  const config = {
    ...more,
    route: { routes: [{ match: [{ receiver: 'Team A' }] }] },
    receivers: [{ name: 'Team A', ...receiver }],
  };
  const { yaml, unexpressed } = await convert({ name: 'in.yaml', text: JSON.stringify(config) });
  return { yaml, unexpressed, config: await checked(yaml) };
};

test.each<[object, string, object]>([
  [{ stdout: {} }, 'log', {}],
  [{ file: { path: '/var/log/events' } }, 'log', { path: '/var/log/events' }],
  [{ pipe: { path: '/dev/stdout' } }, 'log', {}],
  [
    {
      webhook: { endpoint: 'http://h/x', headers: { 'X-Team': 'a' }, tls: { caFile: '/ca', insecureSkipVerify: true } },
    },
    'webhook',
    {
      url: 'http://h/x',
      headers: { 'x-team': 'TEAM_A_X_TEAM' },
      tls: { ca: '/ca', insecureSkipVerify: true },
      template: { go: '{{ toJson . }}' },
    },
  ],
  [
    {
      elasticsearch: {
        hosts: ['http://a:9200', 'http://b:9200'],
        indexFormat: 'events-{2006-01}',
        username: 'u',
        password: 'p',
      },
    },
    'elasticsearch',
    {
      url: 'http://a:9200',
      nodes: ['http://b:9200'],
      index: 'events',
      target: 'monthly',
      username: 'u',
      password: 'TEAM_A_PASSWORD',
    },
  ],
  [
    { elasticsearch: { cloudID: `x:${Buffer.from('eu.es.io$abc$def').toString('base64')}`, index: 'i' } },
    'elasticsearch',
    { url: 'https://abc.eu.es.io', index: 'i', target: 'index' },
  ],
  [{ opensearch: { hosts: ['http://a:9200'], index: 'i' } }, 'elasticsearch', { url: 'http://a:9200', index: 'i' }],
  [
    {
      kafka: {
        brokers: ['h:9092'],
        topic: 't',
        compressionCodec: 'zstd',
        sasl: { enable: true, username: 'u', password: 'p', mechanism: 'sha512' },
        tls: { enable: false, caFile: '/ca' },
      },
    },
    'kafka',
    {
      brokers: ['h:9092'],
      topic: 't',
      key: 'event',
      compression: 'zstd',
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'TEAM_A_SASL_PASSWORD' },
    },
  ],
  [
    { opsgenie: { apikey: 'k', message: '{{ .Reason }}' } },
    'webhook',
    { url: 'https://api.opsgenie.com/v2/alerts', headers: { authorization: 'GenieKey TEAM_A_AUTHORIZATION' } },
  ],
  [
    { loki: { url: 'http://loki/loki/api/v1/push', streamLabels: { app: 'events' } } },
    'webhook',
    {
      template: {
        go: '{"streams": [{"stream": {"app":"events"}, "values": [["{{ now | unixEpoch }}000000000", "{{ toJson . }}"]]}]}',
      },
    },
  ],
  [{ teams: { endpoint: 'http://h/x' } }, 'webhook', { url: 'http://h/x' }],
])('%j', async (receiver, use, options) => {
  const { config } = await converted(receiver);
  expect(config.sinks).toMatchObject([{ name: 'team-a', use, with: options, match: {} }]);
});

test.each(['syslog', 'sns', 'sqs', 'kinesis', 'firehose', 'pubsub', 'eventbridge', 'bigquery', 'opscenter'])(
  'there is no sink for %s, which is told with what to do instead',
  async (kind) => {
    const { config, unexpressed } = await converted({ [kind]: { region: 'eu' } });
    expect(config.sinks).toEqual([]);
    expect(unexpressed).toEqual([
      expect.stringMatching(/^in\.yaml:1:\d+: receiver Team A: there is no sink for .*; \w+/),
    ]);
  },
);

it('slack becomes a call of its API', async () => {
  const { config, unexpressed } = await converted({
    slack: {
      token: 'xoxb',
      channel: '#a',
      message: 'M {{ .Message }}',
      title: 't',
      fields: { z: '1', a: '{{ .Reason }}' },
    },
  });
  const { go } = Object(config.sinks[0]?.with.template);
  expect(JSON.parse(go)).toEqual({
    channel: '#a',
    text: 'M {{ .Message }}',
    attachments: [
      {
        title: 't',
        fields: [
          { title: 'a', value: '{{ .Reason }}', short: false },
          { title: 'z', value: '1', short: false },
        ],
      },
    ],
  });
  expect(unexpressed).toEqual([expect.stringContaining('ok: false')]);
});

it('takes the settings over, and says what is not needed', async () => {
  const { config, yaml } = await converted(
    { stdout: { layout: { a: '{{ .Reason }}' } } },
    { clusterName: 'prod', namespace: 'shop', logLevel: 'trace', kubeQPS: 60, leaderElection: { enabled: true } },
  );
  expect(config).toMatchObject({
    cluster: 'prod',
    kubernetes: { namespaces: ['shop'] },
    admin: { port: 2112 },
    logLevel: 'debug',
  });
  const flat = yaml.replace(/\n *# */g, ' ');
  for (const said of [
    'maxEventAgeSeconds (5 s)',
    'kubeQPS is left out',
    'leaderElection is left out',
    'layout has no counterpart',
  ]) {
    expect(flat).toContain(said);
  }
});

it('reads the config in a ConfigMap and in values of a chart', async () => {
  const config = 'route: { match: [{ receiver: a }] }\nreceivers: [{ name: a, stdout: {} }]\n';
  const inner = config.replace(/^/gm, '    ').trimEnd();
  const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  config.yaml: |\n${inner}\n`;
  for (const text of [config, map, `config:\n${config.replace(/^/gm, '  ').trimEnd()}\n`]) {
    const { yaml, unexpressed } = await convert({ name: 'in.yaml', text });
    expect((await checked(yaml)).sinks, text).toMatchObject([{ name: 'a', use: 'log' }]);
    expect(unexpressed).toEqual([]);
  }
});

it('says that no route leads to a receiver, and that a rule names none', async () => {
  const text = 'route: { match: [{ receiver: b }] }\nreceivers: [{ name: a, stdout: {} }]\n';
  const { yaml, unexpressed } = await convert({ name: 'in.yaml', text });
  expect(yaml).toContain('in.yaml:2:32: no route leads to receiver a');
  expect(unexpressed).toEqual([expect.stringMatching(/^in\.yaml:1:18: there is no receiver b/)]);
});

it('says that rules never let an event through to a receiver, and why', async () => {
  const text = 'route: { match: [{ namespace: "*test*", receiver: a }] }\nreceivers: [{ name: a, stdout: {} }]\n';
  const { yaml, unexpressed } = await convert({ name: 'in.yaml', text });
  expect((await checked(yaml)).sinks).toEqual([]);
  expect(unexpressed).toEqual([]);
  expect(yaml.replace(/\n *# */g, ' ')).toMatch(
    /in\.yaml:2:32: no event ever comes to receiver a, .*; in\.yaml:1:18: .*"\*test\*" is no regular expression/,
  );
});
