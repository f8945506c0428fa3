import { describe, expect, it, test } from 'vitest';
import { convert } from '../convert.ts';
import { checked } from '../fixtures/checked.ts';
import { shellWords } from './shell-words.ts';

const pod = (containers: readonly object[], name = 'e') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ops' },
  spec: { containers },
});

const converted = async (...objects: readonly object[]) => {
  const text = objects.map((one) => JSON.stringify(one)).join('\n---\n');
  const { yaml, unexpressed } = await convert({ name: 'in.yaml', text });
  return { yaml, unexpressed, config: await checked(yaml) };
};

const flags = ['--source=kubernetes:https://kubernetes.default', '--sink=webhook:https://h/$NAME?method=POST'];

describe('a container', () => {
  test.each([
    ['with a command', { command: ['/kube-eventer', ...flags] }],
    ['with the older name', { command: ['/eventer'], args: flags }],
    ['with arguments alone', { args: flags }],
    [
      'of a shell',
      { command: ['/bin/sh', '-c'], args: [`exec /kube-eventer ${flags.map((one) => `'${one}'`).join(' ')}`] },
    ],
    [
      'with flags and values apart',
      { command: ['/kube-eventer', ...flags.flatMap((one) => one.split(/=(.*)/).slice(0, 2))] },
    ],
  ])('%s', async (_, container) => {
    const { config } = await converted(
      pod([{ name: 'e', image: 'x', env: [{ name: 'NAME', value: 'hook' }], ...container }]),
    );
    expect(config.sinks).toMatchObject([{ use: 'webhook', with: { url: 'https://h/hook', method: 'POST' } }]);
  });

  it('has what its environment says, and empty what is not set, as with kube-eventer', async () => {
    const env = [
      { name: 'HOST', value: 'h' },
      { name: 'NAME', value: '$(HOST)-hook' },
      { name: 'LATER', value: '$(UNKNOWN)$$(HOST)' },
    ];
    const args = [flags[0], '--sink=webhook:https://$(HOST)/$NAME?a=$UNSET&b=${LATER}&method=POST'];
    const { config, yaml } = await converted(pod([{ name: 'e', env, args }]));
    expect(config.sinks).toMatchObject([{ with: { url: 'https://h/h-hook?a=&b=$(UNKNOWN)$(HOST)' } }]);
    expect(yaml).toContain('$UNSET in the URI names an environment variable that is not set');
  });

  it('of which an unknown source gives the environment keeps its variables', async () => {
    const from = [{ secretRef: { name: 'hooks' } }, { configMapRef: { name: 'names' } }];
    const { config, yaml } = await converted(pod([{ name: 'e', envFrom: from, args: flags }]));
    expect(config.sinks).toMatchObject([{ with: { url: 'https://h/NAME' } }]);
    expect(yaml).toContain('NAME: envFrom Secret hooks or ConfigMap names');
    expect(yaml).toContain('AccessKeyId');
  });

  it('whose secret is in its environment keeps the name', async () => {
    const env = [{ name: 'DING', value: 'aaaabbbb' }];
    const args = [flags[0], '--sink=dingtalk:https://oapi.dingtalk.com/robot/send?access_token=$DING'];
    const { yaml } = await converted(pod([{ name: 'e', env, args }]));
    expect(yaml).toContain('access_token=${env:DING}');
    expect(yaml).not.toContain('aaaabbbb');
  });
});

it('several containers become one daemon, where they watch the same', async () => {
  const one = pod([{ name: 'e', args: [flags[0], '--sink=log'] }], 'a');
  const same = pod([{ name: 'e', args: [flags[0], '--sink=log', '--sink=kafka:?brokers=h'] }], 'b');
  const other = pod([{ name: 'e', args: ['--source=kubernetes:https://elsewhere', '--sink=log'] }], 'c');
  const { config, unexpressed } = await converted(one, same, other);
  expect(config.sinks.map(({ name }) => name)).toEqual(['log', 'log-2', 'kafka', 'log-3']);
  expect(unexpressed).toEqual([expect.stringMatching(/^Pod ops\/c, container e has another source/)]);
});

test.each([
  [`a 'b c' "d \\"e\\" $F" g\\ h`, ['a', 'b c', 'd "e" $F', 'g h']],
  [`--sink='x'"y"z`, ['--sink=xyz']],
  [`'' ""`, ['', '']],
  ['a | b', undefined],
  ['a $(b)', undefined],
  [`a 'b`, undefined],
])('the words of %s', (text, words) => {
  expect(shellWords(text)).toEqual(words);
});
