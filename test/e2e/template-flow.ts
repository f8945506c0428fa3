import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askApi } from '../support/api.ts';
import { type Bodies, startBodies } from '../support/bodies.ts';
import type { Cluster } from '../support/cluster.ts';
import { type Daemon, kubeherald, startDaemon, writeConfig } from '../support/daemon.ts';
import { podEvent } from '../support/events.ts';
import { until } from '../support/until.ts';

/** Templates out of ConfigMaps, through the binary: written once, run on the simulator and on a real kube-apiserver. */
export function templateFlowTests(startCluster: () => Promise<Cluster>): void {
  let cluster: Cluster;
  let folder: string;
  let bodies: Bodies;
  const daemons: Daemon[] = [];
  let created = 0;

  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.stop());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubeherald-e2e-'));
    bodies = await startBodies();
    return async () => {
      await Promise.all(daemons.splice(0).map((daemon) => daemon.child.kill('SIGKILL')));
      await bodies.stop();
      for (const namespace of ['team-a', 'team-b']) await remove(namespace);
      rmSync(folder, { recursive: true, force: true });
    };
  });

  const maps = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`;
  const write = async (content: string, namespace = 'team-a', key = 'content') => {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'templates' }, data: { [key]: content } };
    const known = await askApi(cluster, 'GET', `${maps(namespace)}/templates`, undefined, 200, 404);
    if (known.includes('"kind":"ConfigMap"')) await askApi(cluster, 'PUT', `${maps(namespace)}/templates`, body, 200);
    else await askApi(cluster, 'POST', maps(namespace), body, 201);
  };
  const remove = (namespace = 'team-a') =>
    askApi(cluster, 'DELETE', `${maps(namespace)}/templates`, undefined, 200, 404);
  const emit = async () => {
    created += 1;
    const name = `web.${Date.now().toString(16)}${created}`;
    const event = podEvent({ name, namespace: 'team-a', pod: 'web', message: `said "no" ${created}` });
    await askApi(cluster, 'POST', '/api/v1/namespaces/team-a/events', event, 201);
    return created;
  };
  /** The body in which the next event comes. */
  const next = async (): Promise<string> => {
    const before = bodies.received.length;
    await emit();
    return until('the event', () => bodies.received[before]);
  };
  /** Emits until an event comes in this body: which sink has which template when is not for a test to know. */
  const comes = (what: string, wanted: (body: string) => boolean) =>
    until(what, async () => wanted(await next()), 60_000, 100);
  const config = async (template: object, user = 'templates-reader') =>
    writeConfig(folder, {
      cluster: 'e2e',
      source: { kubernetes: { kubeconfig: await cluster.kubeconfigOf(user) } },
      journal: { path: join(folder, 'journal') },
      admin: { host: '127.0.0.1', port: 0 },
      sinks: [{ name: 'hook', use: 'webhook', with: { url: bodies.url, template } }],
    });
  const run = async (template: object, user?: string) => {
    const daemon = await startDaemon(await config(template, user));
    daemons.push(daemon);
    await until('the daemon to be ready', async () => (await daemon.get('/readyz')).status === 200);
    return daemon;
  };
  const current = (daemon: Daemon) => daemon.metric('kubeherald_sink_template_current{sink="hook"}');
  const go = { go: { configMap: { namespace: 'team-a', name: 'templates', key: 'content' } } };

  describe(`a template in a ConfigMap, on ${startCluster.name}`, () => {
    it('is used, and its change is, without a restart of the daemon and without a lost event', async () => {
      await write('{"one": "{{ .Reason }}: {{ .Message }}"}');
      const daemon = await run(go);
      expect(JSON.parse(await next())).toEqual({ one: `BackOff: said "no" ${created}` });
      await write('{"two": "{{ .InvolvedObject.Name }}"}');
      await comes('the new template', (body) => body === '{"two": "web"}');
      expect(bodies.received).toHaveLength(created);
      expect(await current(daemon)).toBe(1);
      expect(daemon.child.errors()).toContain('templates changed: these sinks have the new ones');
    });

    it('stays as it was while the map has one that cannot work, is without the key, or is gone', async () => {
      await write('{"good": "{{ .Reason }}"}');
      const daemon = await run(go);
      expect(await next()).toBe('{"good": "BackOff"}');
      const problem = (text: string) =>
        until(text, async () => {
          const { status, body } = await daemon.get('/readyz');
          return status === 200 && body.includes(text) && body;
        });
      await write('{"bad": "{{ .Nope }}"}');
      const ready = await problem("template:1:12: can't evaluate field Nope in type *v1.Event");
      expect(ready).toContain('the last good template goes on');
      expect(await current(daemon)).toBe(0);
      expect(await next()).toBe('{"good": "BackOff"}');
      await write('x', 'team-a', 'other');
      await problem('has no key \\"content\\" (it has other)');
      await remove();
      await problem('the ConfigMap team-a/templates does not exist');
      expect(await next()).toBe('{"good": "BackOff"}');
      expect(daemon.child.errors().match(/KH_TEMPLATE/g)).toHaveLength(3);

      await write('{"back": "{{ .Reason }}"}');
      await comes('the next good one', (body) => body === '{"back": "BackOff"}');
      expect(await current(daemon)).toBe(1);
      expect((await daemon.get('/readyz')).body).not.toContain('templates');
    });

    it('goes out with a mistake in a branch that the event does not take, and a line of the log about it', async () => {
      await write('{{ if .Series }}{{ .Series.Nope }}{{ end }}ok {{ .Reason }}');
      const daemon = await run({ go: { ...go.go }, compat: 'exact-if-valid' });
      expect(await next()).toBe('ok BackOff');
      expect(daemon.child.errors()).toContain("can't evaluate field Nope in type *v1.EventSeries");
      expect(await current(daemon)).toBe(1);
    });

    it('that is not there yet is no reason to wait: the default body goes out, and then the template', async () => {
      const daemon = await run({ configMap: { namespace: 'team-a', name: 'templates', key: 'content' } });
      expect(JSON.parse(await next())).toMatchObject({ cluster: 'e2e', reason: 'BackOff', object: { name: 'web' } });
      expect((await daemon.get('/readyz')).body).toContain('does not exist; the default body goes out');
      await write('{"text": "{{object.name}} {{message}}"}');
      await comes('the template', (body) => body.startsWith('{"text": "web said \\"no\\"'));
    });

    it('may be one that can only be got, which is all that kube-eventer asks for', async () => {
      await write('{"got": "{{ .Reason }}"}', 'team-b');
      await run({ go: { configMap: { namespace: 'team-b', name: 'templates' } } });
      expect(await next()).toBe('{"got": "BackOff"}');
    });

    it('is what render shows and send sends; validate knows a reference from a mistake', async () => {
      await write('{"map": "{{ .Reason }}"}');
      const file = await config(go);
      const render = kubeherald(['render', '--sink', 'hook', '--config', file]);
      expect(await render.line()).toBe('{"map": "BackOff"}');
      expect(await render.ended).toBe(0);
      expect(await kubeherald(['send', '--sink', 'hook', '--config', file]).ended).toBe(0);
      expect(bodies.received).toEqual(['{"map": "BackOff"}']);
      expect(await kubeherald(['validate', '--config', file]).ended).toBe(0);
      const wrong = kubeherald(['validate', '--config', await config({ configMap: { nam: 'templates' } })]);
      expect(await wrong.ended).toBe(78);
      expect(wrong.errors()).toMatch(/config\.yaml:\d+:\d+: sinks\[0\]\.with\.template\.configMap\.nam: is not known/);
    });

    it('that may not be read says what to grant to whom', async () => {
      await write('{"secret": "{{ .Reason }}"}');
      const daemon = await run(go, 'events-reader');
      expect(JSON.parse(await next())).toMatchObject({ reason: 'BackOff' });
      expect((await daemon.get('/readyz')).body).toContain(
        'User \\"events-reader\\" may not get configmaps \\"templates\\" in namespace \\"team-a\\". Grant get, list and watch: kubectl create role',
      );
      expect(daemon.child.errors().match(/KH_TEMPLATE/g)).toHaveLength(1);
    });
  });
}
