import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mountConfigMap } from '../../support/config-map.ts';
import { type Daemon, startDaemon } from '../../support/daemon.ts';
import { type Destination, startDestination } from '../../support/destination.ts';
import { podEvent } from '../../support/events.ts';
import { freePort } from '../../support/free-port.ts';
import { until } from '../../support/until.ts';
import { type Api, openApi } from './api.ts';
import { chart, type Helm, openHelm } from './helm.ts';
import { only, textAt } from './objects.ts';
import { whyNoHelm } from './programs.ts';

const reason = whyNoHelm();
if (reason) process.stderr.write(`${reason}\n`);

describe.skipIf(reason !== undefined)('the rights that the chart grants', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-rights-'));
  const daemons: Daemon[] = [];
  let api: Api;
  let helm: Helm;
  let destination: Destination;
  beforeAll(async () => {
    api = await openApi();
    helm = await openHelm(api.server.kubeconfigs.admin);
    destination = await startDestination();
  });
  afterEach(async () => {
    await Promise.all(daemons.splice(0).map((daemon) => daemon.child.kill('SIGKILL')));
  });
  afterAll(async () => {
    helm.end();
    await destination.stop();
    await api.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const hook = (name: string) => ({
    name,
    use: 'webhook',
    with: { url: destination.url, batch: 'array', proxy: 'none' },
  });

  /** Installs or upgrades the release, and answers with the config that a pod of it would find. */
  const install = async (namespace: string, values: object) => {
    const command = ['upgrade', '--install', 'kubeherald', chart, `--namespace=${namespace}`, '--create-namespace'];
    const { code, errors } = await helm.run(command, values);
    expect(code, errors).toBe(0);
    const rendered = await helm.render(values, 'kubeherald', namespace);
    return textAt(await api.get(only(rendered, 'ConfigMap')), 'data', 'config.yaml');
  };
  const tokenOf = (namespace: string) => api.server.serviceAccountToken(namespace, 'kubeherald', 600);

  /** Runs the daemon as the pod would: with the mounted ConfigMap, and as the pod's service account. */
  const run = async (namespace: string, text: string) => {
    const home = join(folder, namespace);
    mkdirSync(home, { recursive: true });
    const kubeconfig = join(home, 'kubeconfig');
    const named = { name: 'pod', cluster: 'pod', user: 'pod' };
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'pod', cluster: { server: api.server.server, 'certificate-authority': api.server.caFile } }],
        users: [{ name: 'pod', user: { token: await tokenOf(namespace) } }],
        contexts: [{ name: 'pod', context: named }],
        'current-context': 'pod',
      }),
    );
    const mounted = mountConfigMap(join(home, 'config'), text);
    const daemon = await startDaemon(mounted.file, { env: { KUBECONFIG: kubeconfig } });
    daemons.push(daemon);
    await until('the daemon to be ready', async () => (await daemon.get('/readyz')).status === 200);
    return { daemon, mounted };
  };
  const emit = async (namespace: string, name: string) => {
    const event = podEvent({ name, namespace, pod: 'web', message: name });
    const { status, text } = await api.call('POST', `/api/v1/namespaces/${namespace}/events`, event);
    expect(status, text).toBe(201);
  };
  const delivered = (message: string) =>
    until(`${message} at the destination`, () => destination.accepted.some((event) => event.message === message));
  const statusOf = async (token: string, method: string, path: string, body?: object) =>
    (await api.call(method, path, body, token)).status;

  it('are enough for the daemon in the whole cluster, and it takes up an upgrade of its sinks', async () => {
    const config = {
      cluster: 'real',
      admin: { port: await freePort() },
      journal: { path: join(folder, 'journal-whole') },
    };
    const { daemon, mounted } = await run(
      'whole',
      await install('whole', { config: { ...config, sinks: [hook('one')] } }),
    );
    await emit('team-a', 'whole.first');
    await delivered('whole.first');
    mounted.swap(await install('whole', { config: { ...config, sinks: [hook('other')] } }));
    await until('the new sink', async () => (await daemon.status()).sinks.some(({ name }) => name === 'other'));
    await emit('team-b', 'whole.second');
    await delivered('whole.second');
  });

  it('are enough in single namespaces with the newer API, and grant nothing elsewhere', async () => {
    const config = {
      source: { kubernetes: { api: 'events.k8s.io/v1', namespaces: ['team-a'] } },
      admin: { port: await freePort() },
      journal: { path: join(folder, 'journal-single') },
      sinks: [hook('one')],
    };
    await run('single', await install('single', { config }));
    await emit('team-b', 'single.elsewhere');
    await emit('team-a', 'single.here');
    await delivered('single.here');
    expect(destination.accepted.map((event) => event.message)).not.toContain('single.elsewhere');
    const token = await tokenOf('single');
    expect(await statusOf(token, 'GET', '/apis/events.k8s.io/v1/namespaces/team-a/events')).toBe(200);
    for (const path of [
      '/apis/events.k8s.io/v1/events',
      '/apis/events.k8s.io/v1/namespaces/team-b/events',
      '/api/v1/namespaces/team-a/events',
    ])
      expect(await statusOf(token, 'GET', path), path).toBe(403);
  });

  it('are list and watch of events, and nothing else', async () => {
    await install('least', {});
    const token = await tokenOf('least');
    await until('the right', async () => (await statusOf(token, 'GET', '/api/v1/events')) === 200);
    expect(await statusOf(token, 'GET', '/api/v1/events?watch=1&timeoutSeconds=1')).toBe(200);
    for (const [method, path, body] of [
      ['GET', '/apis/events.k8s.io/v1/events'],
      ['GET', '/api/v1/namespaces/team-a/events/one'],
      ['POST', '/api/v1/namespaces/team-a/events', podEvent({ name: 'x', namespace: 'team-a', pod: 'x', message: '' })],
      ['DELETE', '/api/v1/namespaces/team-a/events'],
      ['GET', '/api/v1/pods'],
      ['GET', '/api/v1/nodes'],
      ['GET', '/api/v1/namespaces/least/configmaps'],
      ['GET', '/api/v1/namespaces/least/secrets'],
      ['GET', '/apis/coordination.k8s.io/v1/leases'],
    ] as const)
      expect(await statusOf(token, method, path, body), `${method} ${path}`).toBe(403);
  });

  it('hold for the ConfigMaps of templates by name', async () => {
    for (const name of ['body', 'other'])
      await api.call('POST', '/api/v1/namespaces/team-b/configmaps', { metadata: { name }, data: { content: 'x' } });
    const path = '/api/v1/namespaces/team-b/configmaps';
    await install('templates', {});
    const token = await tokenOf('templates');
    expect(await statusOf(token, 'GET', `${path}/body`)).toBe(403);
    await install('templates', { rbac: { templateConfigMaps: [{ namespace: 'team-b', name: 'body' }] } });
    await until('the right', async () => (await statusOf(token, 'GET', `${path}/body`)) === 200);
    const selected = `${path}?fieldSelector=metadata.name%3Dbody`;
    expect(await statusOf(token, 'GET', `${selected}&watch=1&timeoutSeconds=1`)).toBe(200);
    expect(await statusOf(token, 'GET', `${path}/other`)).toBe(403);
    expect(await statusOf(token, 'GET', path)).toBe(403);
  });

  it('end where the features do: none are granted without rbac.create, or with a kubeconfig', async () => {
    await install('off', { rbac: { create: false } });
    const foreign = { config: { source: { kubernetes: { kubeconfig: '/etc/other/kubeconfig' } } } };
    await install('foreign', foreign);
    for (const namespace of ['off', 'foreign'])
      expect(await statusOf(await tokenOf(namespace), 'GET', '/api/v1/events'), namespace).toBe(403);
    const deployment = only(await helm.render(foreign), 'Deployment');
    expect(deployment).toMatchObject({ spec: { template: { spec: { automountServiceAccountToken: false } } } });
  });
});
