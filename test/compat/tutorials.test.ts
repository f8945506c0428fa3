import { startBark } from '@kubeherald/stand-ins/bark';
import { type DingtalkOptions, startDingtalk } from '@kubeherald/stand-ins/dingtalk';
import { startSls } from '@kubeherald/stand-ins/sls';
import { startWecomRobot } from '@kubeherald/stand-ins/wecom-robot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { podEvent } from '../support/events.ts';
import { readManifest } from './harness/manifest.ts';
import { readTutorial, runTutorial } from './harness/tutorial-scene.ts';

const originOf = (url: string) => new URL(url).origin;

let made = 0;
/** An event about a pod; of type Warning. */
const event = (reason: string, message: string, more: { readonly namespace?: string; readonly type?: string } = {}) =>
  podEvent({ name: `web-1.${++made}`, namespace: 'shop', pod: 'web-1', reason, message, ...more });

/** An event as node-problem-detector reports it. */
const nodeEvent = (reason: string, message: string, type: string) => ({
  ...podEvent({ name: `node-1.${++made}`, namespace: 'default', pod: 'node-1', reason, message, type }),
  involvedObject: { kind: 'Node', name: 'node-1', uid: 'node-1' },
  source: { component: 'kernel-monitor', host: 'node-1' },
});

async function dingtalk(options: DingtalkOptions) {
  const robot = await startDingtalk(options);
  onTestFinished(() => robot.down());
  return { robot, hosts: { 'oapi.dingtalk.com': () => originOf(robot.url) } };
}

// Longer than the program is waited for, so that what it said is told.
describe('the manifests of the tutorials run as they are', { timeout: 240_000 }, () => {
  it('DingTalk: text with a label', async () => {
    const token = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
    const { robot, hosts } = await dingtalk({ token });
    const asked = await runTutorial({
      manifest: 'dingtalk.yaml',
      hosts,
      events: [
        event('Started', 'Started container app', { type: 'Normal' }),
        { ...event('BackOff', 'Back-off restarting'), lastTimestamp: '2024-03-01T02:03:04Z' },
      ],
    });
    expect(asked).toEqual([`https://oapi.dingtalk.com/robot/send?access_token=${token}`]);
    expect(robot.messages.map(({ msgtype, text }) => [msgtype, text])).toEqual([
      [
        'text',
        expect.stringMatching(
          /^huang *\nLevel:Warning \nKind:Pod \nNamespace:shop \nName:web-1\.\d+ \nReason:BackOff \nTimestamp:2024-03-01 10:03:04 \nMessage:Back-off restarting/,
        ),
      ],
    ]);
  });

  it('WeCom: two bodies with mentions, by webhooks', async () => {
    // The manifest has its second body under another name and in another namespace than the webhook says, which is an operator's to put right.
    const second = readManifest(readTutorial('wecom.yaml')).configMaps[1];
    const members = { wangqing: '13900002222', lixiang: '13800001111' };
    const all = await startWecomRobot({ key: '11111111-2222-3333-4444-555555555555', members });
    const failed = await startWecomRobot({ key: '66666666-2222-3333-4444-555555555555', members });
    onTestFinished(async () => void (await Promise.all([all.down(), failed.down()])));
    const asked = await runTutorial({
      manifest: 'wecom.yaml',
      configMaps: [{ namespace: 'ops', name: 'custom-webhook-body2', data: second?.data ?? {} }],
      hosts: {
        'qyapi.weixin.qq.com': ({ search }) => originOf((search.startsWith('?key=1111') ? all : failed).url),
      },
      events: [
        event('Unhealthy', 'no letter of the reason is another', { namespace: 'ops' }),
        event('Failed', 'in another namespace'),
        event('Failed', 'of no interest', { namespace: 'ops', type: 'Normal' }),
        event('BackOff', 'Back-off restarting', { namespace: 'ops' }),
        event('Failed', 'Failed to pull image "web:2"', { namespace: 'ops' }),
      ],
    });
    expect(asked.every((url) => url.startsWith('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key='))).toBe(true);
    const shown = (robot: typeof all) => robot.messages.map(({ text, notified }) => [text, notified]);
    // kube-eventer takes the quotes out of messages.
    const head = 'Cluster:name\nEventType:Warning\nEventKind:Pod\nEventMessage:';
    expect(shown(all)).toEqual([
      [`${head}Back-off restarting`, ['wangqing', '@all']],
      [`${head}Failed to pull image web:2`, ['wangqing', '@all']],
    ]);
    expect(shown(failed)).toEqual([['Failed to pull image web:2', ['lixiang']]]);
    expect(asked).toHaveLength(3);
  });

  it('SLS: every event from the start on, with a label', async () => {
    const project = { project: 'k8s-log4j', logStore: 'k8s-logstore', region: 'cn-hangzhou' };
    const sls = await startSls({ ...project, keys: [{ id: 'AK', secret: 'hidden' }] });
    onTestFinished(() => sls.down());
    // The endpoint within Alibaba Cloud, unless the manifest says `internal=false`.
    const host = 'k8s-log4j.cn-hangzhou-intranet.log.aliyuncs.com';
    const asked = await runTutorial({
      manifest: 'sls.json',
      secrets: { 'sls-key/id': 'AK', 'sls-key/secret': 'hidden' },
      hosts: { [host]: () => sls.url },
      before: [event('Killing', 'from before')],
      events: [event('BackOff', 'Back-off restarting'), event('Started', 'Started container app', { type: 'Normal' })],
    });
    expect(asked.at(-1)).toBe(`https://${host}/logstores/k8s-logstore`);
    const logs = sls.groups.flatMap((group) => group.logs);
    expect(logs.map(({ contents: { level, pod_name: pod, cluster } }) => [level, pod, cluster])).toEqual([
      ['Warning', 'web-1', 'prod'],
      ['Normal', 'web-1', 'prod'],
    ]);
    expect(logs.map(({ contents }) => JSON.parse(contents.eventId ?? ''))).toMatchObject([
      { message: 'Back-off restarting', reason: 'BackOff' },
      { message: 'Started container app', reason: 'Started' },
    ]);
  });

  it('Bark: a body of its own, from a shell', async () => {
    const key = 'bRrYtMXnBeoBjTs4PHZGfX';
    const bark = await startBark({ devices: { [key]: undefined } });
    onTestFinished(() => bark.down());
    const asked = await runTutorial({
      manifest: 'bark.yaml',
      hosts: { 'api.day.app': () => bark.url },
      events: [
        event('Pulled', 'Successfully pulled image', { type: 'Normal' }),
        event('Failed', 'Failed to pull image "web:2"'),
      ],
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^https:\/\/api\.day\.app\/push\?/);
    expect(bark.phones.get(key)?.shown).toMatchObject([
      { title: 'Failed', body: 'Failed to pull image web:2', fields: { group: 'shop' } },
    ]);
  });

  it('DingTalk: what node-problem-detector reports, signed', async () => {
    const secret = 'SECtestsecret0123456789';
    const { robot, hosts } = await dingtalk({ token: 'nodes', secret });
    const url = 'https://oapi.dingtalk.com/robot/send?access_token=nodes';
    const asked = await runTutorial({
      manifest: 'node-problems.yaml',
      secrets: { 'dingtalk/url': url, 'dingtalk/secret': secret },
      hosts,
      events: [
        event('BackOff', 'about a pod'),
        nodeEvent('OOMKilling', 'Kill process 4711 (java) score 1500', 'Warning'),
        nodeEvent('NTPIsUp', 'ntp service is up', 'Normal'),
      ],
    });
    expect(asked.map((one) => one.startsWith(url))).toEqual([true, true]);
    const head = (level: string) => `prod\nLevel:${level}\nKind:Node\nNamespace:default\n`;
    const shown = robot.messages.map(({ text }) => text.replaceAll(/ *\n/g, '\n'));
    expect(shown).toEqual([
      expect.stringMatching(new RegExp(`^${head('Warning')}[^]*Reason:OOMKilling[^]*Message:Kill process 4711`)),
      expect.stringMatching(new RegExp(`^${head('Normal')}[^]*Reason:NTPIsUp[^]*Message:ntp service is up`)),
    ]);
  });
});
