import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everything, nothing } from './features.ts';
import { chart, type Helm, kubeVersion, openHelm } from './helm.ts';
import { at, configOf, fieldsAt, type KubeObject, listAt, only, readObjects, textAt } from './objects.ts';
import { whyNoHelm } from './programs.ts';

const reason = whyNoHelm();
if (reason) process.stderr.write(`${reason}\n`);

describe.skipIf(reason !== undefined)('the chart', () => {
  let helm: Helm;
  beforeAll(async () => {
    helm = await openHelm();
  });
  afterAll(() => helm.end());

  const kinds = (objects: readonly KubeObject[]) => objects.map(({ kind }) => kind).sort();
  const podOf = (objects: readonly KubeObject[]) => fieldsAt(only(objects, 'Deployment'), 'spec', 'template', 'spec');
  const checksum = (objects: readonly KubeObject[]) =>
    textAt(only(objects, 'Deployment'), 'spec', 'template', 'metadata', 'annotations', 'checksum/config-but-sinks');

  it.each([
    ['its defaults', {}],
    ['everything on', everything],
    ['everything off', nothing],
  ])('passes the strict lint with %s', async (_which, values) => {
    const { code, output, errors } = await helm.run(['lint', '--strict', chart, kubeVersion], values);
    expect(`${output}\n${errors}`).toContain('0 chart(s) failed');
    expect(code).toBe(0);
  });

  it('is, with its defaults, a daemon on a volume that logs all events', async () => {
    const objects = await helm.render({});
    expect(kinds(objects)).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'ConfigMap',
      'Deployment',
      'PersistentVolumeClaim',
      'Service',
      'ServiceAccount',
    ]);
    expect(configOf(objects)).toEqual({ sinks: [{ name: 'log', use: 'log' }] });
    expect(at(podOf(objects), 'containers', 0, 'image')).toMatch(/^kubeherald\/kubeherald:\d/);
    expect(at(podOf(objects), 'initContainers')).toBeUndefined();
  });

  it('refuses a sink of config that has the name of one of the parameters of ACK', async () => {
    const eventer = {
      sinks: { dingtalk: { enabled: true, token: 'https://oapi.dingtalk.com/robot/send?access_token=t' } },
    };
    const own = (name: string) => ({ eventer, config: { sinks: [{ name, use: 'log' }] } });
    await expect(helm.render(own('dingtalk'))).rejects.toThrow(
      /config\.sinks has a sink named dingtalk.*rename the one of config\.sinks/,
    );
    expect(configOf(await helm.render(own('other')))).toMatchObject({
      sinks: [{ name: 'other' }, { name: 'dingtalk' }],
    });
  });

  it('has all its objects with everything on', async () => {
    const objects = await helm.render(everything);
    expect(kinds(objects)).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'ConfigMap',
      'Deployment',
      'NetworkPolicy',
      'PersistentVolumeClaim',
      'PodDisruptionBudget',
      'PrometheusRule',
      'Role',
      'Role',
      'RoleBinding',
      'RoleBinding',
      'Secret',
      'Service',
      'ServiceAccount',
      'ServiceMonitor',
    ]);
    const pod = podOf(objects);
    expect(at(pod, 'initContainers', 0, 'command')).toEqual(
      expect.arrayContaining([
        '@kubeherald/sink-kafka@0.1.0',
        '@acme/kube-sink',
        'acme-sink',
        '@kubeherald/sink-dingtalk-signed',
        '@kubeherald/sink-sls',
      ]),
    );
    expect(at(pod, 'containers', 0, 'workingDir')).toBe('/sinks');
    expect(at(pod, 'containers', 0, 'env')).toContainEqual({ name: 'TZ', value: 'Asia/Shanghai' });
    expect(listAt(pod, 'volumes').filter((volume) => at(volume, 'hostPath') !== undefined)).toEqual([]);
    expect(at(pod, 'containers', 0, 'ports', 0, 'containerPort')).toBe(9000);
    expect(at(only(objects, 'ServiceMonitor'), 'metadata', 'labels', 'release')).toBe('prometheus');
  });

  it('makes nothing but the pod and its config with everything off', async () => {
    const objects = await helm.render(nothing);
    expect(kinds(objects)).toEqual(['ConfigMap', 'Deployment']);
    expect(listAt(podOf(objects), 'volumes')).toContainEqual({ name: 'journal', emptyDir: { sizeLimit: '4Gi' } });
  });

  it('runs every container as the restricted standard demands', async () => {
    const pod = podOf(await helm.render(everything));
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const container of [...listAt(pod, 'containers'), ...listAt(pod, 'initContainers')])
      expect(at(container, 'securityContext')).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
  });

  it('restarts the pod for a change of the config, but not of its sinks', async () => {
    const sinks = [{ name: 'hook', use: 'webhook', with: { url: 'https://hooks.example.com' } }];
    const before = checksum(await helm.render({ config: { cluster: 'a' } }));
    expect(checksum(await helm.render({ config: { cluster: 'a', sinks } }))).toBe(before);
    expect(checksum(await helm.render({ config: { cluster: 'b' } }))).not.toBe(before);
  });

  it.each([
    ['a value that there is not', { replicas: 2 }, 'replicas'],
    ['a sink without its plugin', { config: { sinks: [{ name: 'ops' }] } }, '/config/sinks/0'],
    ['a port that no pod can have', { config: { admin: { port: 0 } } }, '/config/admin/port'],
    ['an API group that there is not', { config: { source: { kubernetes: { api: 'v1' } } } }, '/kubernetes/api'],
    ['a feature that is no boolean', { serviceMonitor: { enabled: 'yes' } }, '/serviceMonitor/enabled'],
    ['a size that is none', { persistence: { size: 'large' } }, '/persistence/size'],
    ['a budget that the only pod cannot keep', { podDisruptionBudget: { maxUnavailable: 2 } }, '/podDisruptionBudget'],
    ['a level in the wrong case', { eventer: { sinks: { dingtalk: { level: 'warning' } } } }, '/dingtalk/level'],
    ['a robot without its token', { eventer: { sinks: { dingtalk: { enabled: true } } } }, '/dingtalk/token'],
    ['SLS without its project', { eventer: { sinks: { sls: { enabled: true, logstore: 'l' } } } }, '/sls/project'],
    ['a parameter misspelt', { eventer: { sinks: { sls: { logStore: 'l' } } } }, 'logStore'],
    ['a sink with a space in its name', { sinks: { install: ['kafka webhook'] } }, '/sinks/install/0'],
    [
      'a ServiceMonitor without a Service',
      { serviceMonitor: { enabled: true }, service: { enabled: false } },
      'service.enabled',
    ],
  ])('refuses %s', async (_what, values, named) => {
    const { code, errors } = await helm.run(['template', 'kubeherald', chart, kubeVersion], values);
    expect(code).not.toBe(0);
    expect(errors).toContain(named);
  });

  it("takes the parameters of ACK's chart as --set gives them, and keeps the token in a Secret", async () => {
    const parameters = [
      'eventer.sinks.dingtalk.enabled=true,eventer.sinks.dingtalk.level=Warning,eventer.sinks.dingtalk.label=prod',
      'eventer.sinks.dingtalk.token=0123abc,eventer.sinks.dingtalk.monitorkinds=Pod\\,Node',
      'eventer.sinks.dingtalk.monitornamespaces=default\\, shop',
      'eventer.sinks.sls.enabled=true,eventer.sinks.sls.project=k8s-log-1,eventer.sinks.sls.logstore=events',
    ];
    const set = parameters.map((parameter) => `--set=${parameter}`);
    const { code, output, errors } = await helm.run(['template', 'kubeherald', chart, kubeVersion, ...set]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    const objects = readObjects(output);
    expect(configOf(objects)).toEqual({
      sinks: [
        {
          name: 'dingtalk',
          use: 'dingtalk-signed',
          // The events of nodes lie in `default`, where kube-eventer looks for the namespace.
          match: { level: 'Warning', kinds: ['Pod', 'Node'], namespaces: ['default', 'shop', ''] },
          with: { url: '${file:/etc/kubeherald-eventer/dingtalk-url}', format: 'text', label: 'prod' },
        },
        { name: 'sls', use: 'sls', with: { project: 'k8s-log-1', logStore: 'events', layout: 'kube-eventer' } },
      ],
    });
    expect(only(objects, 'Secret').stringData).toEqual({
      'dingtalk-url': 'https://oapi.dingtalk.com/robot/send?access_token=0123abc',
    });
    expect(output.match(/0123abc/g)).toHaveLength(1);
    expect(listAt(podOf(objects), 'containers', 0, 'volumeMounts')).toContainEqual(
      expect.objectContaining({ mountPath: '/var/addon' }),
    );
  });

  it("takes parameters of ACK's chart that have only digits, which --set makes numbers", async () => {
    const set = [
      '--set=eventer.sinks.dingtalk.enabled=true,eventer.sinks.dingtalk.label=123,eventer.sinks.dingtalk.token=12345678',
      '--set=eventer.sinks.sls.enabled=true,eventer.sinks.sls.project=123,eventer.sinks.sls.logstore=456',
    ];
    const { output, errors } = await helm.run(['template', 'kubeherald', chart, kubeVersion, ...set]);
    expect(errors).toBe('');
    const dingtalk = { enabled: true, label: 123, token: 12_345_678 };
    const fromFile = await helm.render({
      eventer: { sinks: { dingtalk, sls: { enabled: true, project: 123, logstore: 456 } } },
    });
    for (const objects of [readObjects(output), fromFile]) {
      expect(configOf(objects)).toMatchObject({
        sinks: [{ with: { label: '123' } }, { with: { project: '123', logStore: '456' } }],
      });
      expect(textAt(only(objects, 'Secret'), 'stringData', 'dingtalk-url')).toMatch(/access_token=12345678$/);
    }
  });

  it.each(['127.0.0.1', 'localhost', '::1', '127.3.2.1'])(
    'refuses the loopback address %s for what the probes ask',
    async (host) => {
      await expect(helm.render({ config: { admin: { host } } })).rejects.toThrow(/config\.admin\.host is .*probes/);
    },
  );

  it.each([
    ['20s', 30, 30],
    ['1m30s', 30, 100],
    ['1500ms', 5, 12],
    ['20s', 120, 120],
  ])('lets the pod end after the deliveries: %s', async (timeout, terminationGracePeriodSeconds, seconds) => {
    const objects = await helm.render({ config: { shutdown: { timeout } }, terminationGracePeriodSeconds });
    expect(at(podOf(objects), 'terminationGracePeriodSeconds')).toBe(seconds);
  });

  it('makes no claim for a journal in memory, and mounts none', async () => {
    const objects = await helm.render({ config: { journal: { memory: true } } });
    expect(kinds(objects)).not.toContain('PersistentVolumeClaim');
    // Dead letters are files all the same.
    expect(listAt(podOf(objects), 'volumes')).toContainEqual({ name: 'journal', emptyDir: { sizeLimit: '4Gi' } });
  });

  it('grants the ConfigMaps that sinks take their templates from, and no others', async () => {
    const hook = (template: object) => ({ name: 'hook', use: 'webhook', with: { url: 'https://h', template } });
    const granted = async (values: object) =>
      (await helm.render(values))
        .filter(({ kind }) => kind === 'Role')
        .map((role) => [at(role, 'metadata', 'namespace'), at(role, 'rules', 0, 'resourceNames')]);
    const go = { go: { configMap: { namespace: 'team-a', name: 'body', key: 'text' } } };
    expect(await granted({ config: { sinks: [hook(go)] } })).toEqual([['team-a', ['body']]]);
    expect(await granted({ config: { sinks: [hook({ configMap: { name: 'body' } })] } })).toEqual([
      ['default', ['body']],
    ]);
    expect(await granted({ config: { sinks: [hook({ go: '{{ .Reason }}' })] } })).toEqual([]);
    expect(await granted({ config: { sinks: [hook(go)] }, rbac: { create: false } })).toEqual([]);
  });

  it.each([
    ['Normal', ['Normal', 'Warning']],
    ['Warning', 'Warning'],
  ])("reads the robot's level %s as the lowest that is sent", async (level, sent) => {
    const dingtalk = { enabled: true, token: 'https://oapi.example.com/robot/send?access_token=1', level };
    const objects = await helm.render({ eventer: { install: false, sinks: { dingtalk } } });
    expect(at(configOf(objects), 'sinks', 0, 'match')).toEqual({ level: sent });
    expect(only(objects, 'Secret').stringData).toEqual({ 'dingtalk-url': dingtalk.token });
    expect(at(podOf(objects), 'initContainers')).toBeUndefined();
  });
});
