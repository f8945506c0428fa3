import { describe, expect, it } from 'vitest';
import { convert } from '../convert.ts';
import { checked } from '../fixtures/checked.ts';
import { tutorial } from '../fixtures/tutorial.ts';

const converted = async (file: string) => {
  const { yaml, unexpressed } = await convert(tutorial(file));
  expect(unexpressed).toEqual([]);
  return { yaml, config: await checked(yaml) };
};

describe('the manifests of the tutorials', () => {
  it('DingTalk with a label', async () => {
    const { yaml, config } = await converted('dingtalk.yaml');
    expect(config.kubernetes).toMatchObject({
      credentials: 'service-account',
      server: 'https://kubernetes.default.svc.cluster.local',
    });
    expect(config.sinks).toMatchObject([
      {
        name: 'dingtalk',
        use: 'dingtalk-signed',
        match: { level: ['Warning'] },
        with: {
          url: 'https://oapi.dingtalk.com/robot/send?access_token=DINGTALK_ACCESS_TOKEN',
          labels: ['huang'],
          format: 'text',
        },
      },
    ]);
    expect(yaml).not.toContain('0a1b2c3d4e5f');
    expect(yaml).toContain(
      "kubectl create secret generic kubeherald -n kube-system --from-literal=DINGTALK_ACCESS_TOKEN='…'",
    );
    expect(yaml).toMatch(/keep TZ=Asia\/Shanghai/);
  });

  it('WeCom with two bodies and mentions, of which one lies elsewhere', async () => {
    const { yaml, config } = await converted('wecom.yaml');
    const body = (name: string) => ({ go: { configMap: { namespace: 'ops', name, key: 'content' } } });
    expect(config.sinks).toMatchObject([
      {
        name: 'webhook',
        match: { level: ['Warning'], namespaces: ['ops'], reasons: ['/[^Unhealthy]/'] },
        with: {
          url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=WEBHOOK_KEY',
          method: 'POST',
          template: body('custom-webhook-body0'),
        },
      },
      {
        name: 'webhook-2',
        match: { reasons: ['/Failed/'] },
        with: {
          url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=WEBHOOK_2_KEY',
          template: body('custom-webhook-body2'),
        },
      },
    ]);
    const flat = yaml.replace(/\n *# */g, ' ');
    expect(flat).toContain('does not mean "not Unhealthy"');
    expect(flat).toContain('taken out of the URL');
    expect(flat).toContain('ops/custom-webhook-body2 is not among the 2 of this input');
    expect(flat).not.toContain('ops/custom-webhook-body0 is not');
  });

  it('SLS, as a List of kubectl, with keys of a Secret, beside another container', async () => {
    const { yaml, config } = await converted('sls.json');
    expect(config.sinks).toMatchObject([
      {
        use: 'sls',
        with: {
          project: 'k8s-log4j',
          logStore: 'k8s-logstore',
          region: 'cn-hangzhou',
          accessKeyId: 'AccessKeyId',
          accessKeySecret: 'AccessKeySecret',
          labels: { cluster: 'prod' },
        },
      },
    ]);
    expect(yaml).toContain('AccessKeySecret: key secret of Secret sls-key');
    expect(yaml).not.toContain('kubectl create secret');
  });

  it('Bark by a body, started by a shell, with its address in a variable', async () => {
    const { config } = await converted('bark.yaml');
    expect(config.sinks).toMatchObject([
      { use: 'webhook', with: { url: 'https://api.day.app/push', headers: { 'Content-Type': 'application/json' } } },
    ]);
  });

  it('DingTalk beside node-problem-detector, with URL and secret of a Secret', async () => {
    const { yaml, config } = await converted('node-problems.yaml');
    expect(config.logLevel).toBe('debug');
    expect(config.sinks).toMatchObject([
      {
        use: 'dingtalk-signed',
        match: { level: ['Normal', 'Warning'], kinds: ['Node'] },
        with: { url: 'DINGTALK_URL', secret: 'DINGTALK_SECRET', labels: ['prod'] },
      },
    ]);
    expect(yaml).toContain('DINGTALK_URL: key url of Secret dingtalk');
  });
});

it('keeps secrets where they are when asked to', async () => {
  const { yaml } = await convert(tutorial('dingtalk.yaml'), { keepSecrets: true });
  expect(yaml).toContain('access_token=0a1b2c3d4e5f60718293a4b5c6d7e8f9');
  expect(yaml).toContain('keep this file in a Secret');
  await checked(yaml);
});
