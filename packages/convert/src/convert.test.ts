import { describe, expect, it, test } from 'vitest';
import { ConversionError } from './conversion-error.ts';
import { type ConvertOptions, convert, convertArguments } from './convert.ts';
import { checked } from './fixtures/checked.ts';

const faultsOf = async (text: string, options: ConvertOptions = {}): Promise<readonly string[]> => {
  try {
    await convert({ name: 'in.yaml', text }, options);
  } catch (error) {
    if (error instanceof ConversionError) return error.faults;
    throw error;
  }
  return [];
};

const deployment = (container: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: e, namespace: ops }\nspec:\n  template:\n    spec:\n      containers:\n        - ${container}\n`;

describe('what cannot be converted is told with its place', () => {
  test.each([
    ['a: 1\nb: [\n', /^in\.yaml:3:1: /],
    ['kind: {{ .Values.kind }}\n', /helm template/],
    ['', /^in\.yaml:1:1: expected manifests of kube-eventer/],
    ['a: 1\n', /^in\.yaml:1:1: expected manifests of kube-eventer .* or a config of kubernetes-event-exporter/],
    [deployment('{ name: web, image: nginx }'), /^in\.yaml:1:1: no container of the 1 here runs kube-eventer/],
    [
      deployment('{ name: e, command: [/kube-eventer, "--source=kubernetes:", --sinks=log] }'),
      /^in\.yaml:8:\d+: flag provided but not defined: -sinks/,
    ],
    [deployment('{ name: e, command: [/kube-eventer, --sink=log] }'), /^in\.yaml:8:\d+: expected one --source/],
    [
      deployment('{ name: e, command: [sh, -c, "cat /x | /kube-eventer --sink=log"] }'),
      /^in\.yaml:8:\d+: .*a shell script that starts kube-eventer/,
    ],
    [
      deployment('{ name: e, command: [/kube-eventer, "--source=kubernetes:?insecure=maybe"] }'),
      /^in\.yaml:8:\d+: .*ParseBool.*maybe/,
    ],
    [deployment('{ name: e, command: /kube-eventer }'), /^in\.yaml:8:\d+: .*command: expected a list/],
    [
      'route: {}\nreceivers:\n  - name: a\n    smoke: {}\n',
      /^in\.yaml:3:5: receivers\[0\]: expected one of inMemory, pipe/,
    ],
    ['route: {}\nreceivers:\n  - stdout: {}\n', /^in\.yaml:3:5: .*a receiver with a name/],
    ['route: { match: { receiver: a } }\nreceivers: []\n', /^in\.yaml:1:17: route\.match: expected a list/],
    [
      'route: { match: [{ minCount: few, receiver: a }] }\nreceivers: []\n',
      /^in\.yaml:1:30: .*expected a number, found "few"/,
    ],
    [
      'apiVersion: v1\nkind: ConfigMap\ndata:\n  config.yaml: |\n    route: {}\n    receivers:\n      - name: a\n        kafka: { brokers: [h] }\n',
      /^in\.yaml:8:16: .*topic is missing/,
    ],
  ])('%j', async (text, expected) => {
    expect((await faultsOf(text)).join('\n')).toMatch(expected);
  });

  it('also when the program is named and the input is of the other', async () => {
    const config = 'route: {}\nreceivers: [{ name: a, stdout: {} }]\n';
    expect(await faultsOf(config)).toEqual([]);
    expect(await faultsOf(config, { from: 'kube-eventer' })).toEqual([
      expect.stringMatching(/^in\.yaml:1:1: expected manifests of kube-eventer \(.*\); found nothing/),
    ]);
    const manifest = deployment('{ name: e, args: ["--source=kubernetes:"] }');
    expect(await faultsOf(manifest)).toEqual([]);
    expect(await faultsOf(manifest, { from: 'kubernetes-event-exporter' })).toHaveLength(1);
  });
});

describe('flags', () => {
  const source = '--source=kubernetes:https://kubernetes.default';
  const sinksOf = async (args: readonly string[], options: ConvertOptions = {}) => {
    const { yaml, unexpressed } = convertArguments([source, ...args], options);
    return { yaml, unexpressed, sinks: (await checked(yaml)).sinks };
  };

  it('explain compat where it stands, and nowhere else', async () => {
    const { yaml: bare } = await sinksOf(['--sink=webhook:http://h/']);
    expect(bare).not.toMatch(/compat/);
    const { yaml } = await sinksOf(['--sink=webhook:http://h/?custom_body_configmap=body']);
    expect(yaml).toMatch(/# .*compat: exact-if-valid gives kube-eventer/);
    expect(yaml).toMatch(/^ *compat: exact-if-valid$/m);
  });

  it('hide every secret of a URI, and say which variables to set', async () => {
    const { yaml, sinks } = await sinksOf([
      '--sink=kafka:?brokers=h:9092&user=u&password=hunter2',
      '--sink=mysql:?eventer:hunter3@tcp(h:3306)/db',
      '--sink=webhook:https://me:hunter4@h/hook?token=hunter5&method=POST&header=Authorization=Bearer hunter6&header=Content-Type=text/plain',
      '--sink=elasticsearch:http://h:9200?ver=7&esUserName=u&esUserSecret=hunter7',
      '--sink=mongo:?mongodb://u:hunter8@h/db',
    ]);
    expect(yaml).not.toMatch(/hunter\d/);
    const [command = ''] = /kubectl create secret generic .*/.exec(yaml) ?? [];
    const made = [...command.matchAll(/--from-literal=([A-Z0-9_]+)=/g)].map(([, name]) => name);
    expect(made).toEqual(
      expect.arrayContaining(['KAFKA_SASL_PASSWORD', 'MYSQL_PASSWORD', 'WEBHOOK_TOKEN', 'MONGO_URL']),
    );
    expect(new Set(yaml.replace(/^ *#.*$/gm, '').match(/(?<=\$\{env:)[A-Z0-9_]+/g))).toEqual(new Set(made));
    expect(sinks[2]?.with).toMatchObject({
      url: 'https://me:WEBHOOK_URL_PASSWORD@h/hook?token=WEBHOOK_TOKEN',
      headers: { Authorization: 'Bearer WEBHOOK_AUTHORIZATION', 'Content-Type': 'text/plain' },
    });
  });

  it('leave them where they are with keepSecrets, and write ${ so that it stays', async () => {
    const { sinks } = await sinksOf(['--sink=webhook:https://h/hook?token=hunter5&note=a'], { keepSecrets: true });
    expect(sinks[0]?.with.url).toBe('https://h/hook?token=hunter5&note=a');
    const { yaml } = await convert({
      name: 'in.yaml',
      text: 'route: { match: [{ receiver: a }] }\nreceivers: [{ name: a, webhook: { endpoint: "http://h", layout: { a: "{{ `${env:X}` }}" } } }]\n',
    });
    const config = await checked(yaml);
    expect(JSON.stringify(config.sinks[0]?.with.template)).toContain('{{ `${env:X}` }}');
  });

  it('take variables over, wherever they stand', async () => {
    const { yaml, unexpressed, sinks } = await sinksOf([
      '--sink=dingtalk:$DING&level=Warning',
      '--sink=kafka:?brokers=${BROKER}:9092&eventstopic=$TOPIC',
      '--sink=mysql:?$DSN',
    ]);
    expect(sinks.map((sink) => sink.with)).toMatchObject([
      { url: 'DING' },
      { brokers: ['BROKER:9092'], topic: 'TOPIC' },
    ]);
    expect(unexpressed).toEqual([expect.stringMatching(/^argument 4: .*without the values of its variables/)]);
    expect(yaml).toMatch(/Keep these variables/);
  });

  it('say what does not work with kube-eventer either', async () => {
    const { unexpressed, sinks } = await sinksOf(['--sink=log', '--sink=smoke:signal']);
    expect(sinks).toHaveLength(1);
    expect(unexpressed).toEqual([expect.stringMatching(/^argument 3: --sink=smoke:.*Sink not recognized: smoke/)]);
  });
});
