import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apiDispatcher } from '../support/api.ts';
import type { Cluster } from '../support/cluster.ts';
import { type Daemon, kubeherald, startDaemon, writeConfig } from '../support/daemon.ts';
import { podEvent } from '../support/events.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

/**
 * What every user does with the daemon, through its binary: written once, run on the simulator and on a real kube-apiserver.
 */
export function flowTests(startCluster: () => Promise<Cluster>): void {
  let cluster: Cluster;
  let folder: string;
  let receiver: Receiver;
  const daemons: Daemon[] = [];
  let created = 0;

  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.stop());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubeherald-e2e-'));
    receiver = await startReceiver(join(folder, 'received.ndjson'));
    return async () => {
      await Promise.all(daemons.splice(0).map((daemon) => daemon.child.kill('SIGKILL')));
      await receiver.stop();
      rmSync(folder, { recursive: true, force: true });
    };
  });

  const config = (over: object = {}, kubernetes: object = {}) =>
    writeConfig(folder, {
      cluster: 'e2e',
      source: { kubernetes: { kubeconfig: cluster.kubeconfig, ...kubernetes } },
      journal: { path: join(folder, 'journal') },
      admin: { host: '127.0.0.1', port: 0 },
      sinks: [
        { name: 'webhook', use: 'webhook', with: { url: receiver.url, batch: 'array' } },
        { name: 'file', use: 'log', with: { format: 'json', path: join(folder, 'events.ndjson') } },
      ],
      ...over,
    });
  const run = async (file: string, ready = true) => {
    const daemon = await startDaemon(file);
    daemons.push(daemon);
    if (ready) await until('the daemon to be ready', async () => (await daemon.get('/readyz')).status === 200);
    return daemon;
  };
  const create = async (over: { message?: string; reason?: string; namespace?: string; type?: string } = {}) => {
    created += 1;
    const namespace = over.namespace ?? 'team-a';
    const name = `web.${Date.now().toString(16)}${created}`;
    const event = podEvent({ name, namespace, pod: 'web', message: over.message ?? `number ${created}`, ...over });
    const { statusCode, body } = await request(`${cluster.server}/api/v1/namespaces/${namespace}/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${cluster.token}`, 'content-type': 'application/json' },
      dispatcher: apiDispatcher(cluster),
      body: JSON.stringify(event),
    });
    const text = await body.text();
    expect(statusCode, text).toBe(201);
    return /"uid":"([^"]+)"/.exec(text)?.[1] ?? '';
  };
  const uids = () => receiver.received().map((one) => one.uid);
  const received = (uid: string) => until(`event ${uid}`, () => uids().includes(uid));

  describe(`on ${startCluster.name}`, () => {
    it('delivers an event to every sink, its text intact', async () => {
      const daemon = await run(config());
      const message = 'said "no" \\ at 50 % 🚀\nand\ta tab, {{template}}, \u2028 and \u0000 end';
      const uid = await create({ message });
      await received(uid);
      const lines = await until('the file', () => {
        const text = readFileSync(join(folder, 'events.ndjson'), 'utf8');
        return text.includes(uid) && text.trimEnd().split('\n');
      });
      const event: unknown = JSON.parse(lines.find((line) => line.includes(uid)) ?? '');
      expect(event).toMatchObject({
        uid,
        cluster: 'e2e',
        reason: 'BackOff',
        message,
        count: 1,
        object: { kind: 'Pod', name: 'web', namespace: 'team-a' },
      });
      expect(await daemon.stop()).toBe(0);
    });

    it('sends nothing old at the first start, and what happened meanwhile at the next', async () => {
      const old = await create();
      const file = config();
      const first = await run(file);
      const seen = await create();
      await received(seen);
      await first.stop();
      const meanwhile = [await create(), await create()];
      await run(file);
      for (const uid of meanwhile) await received(uid);
      expect(uids()).not.toContain(old);
      expect(uids().filter((uid) => uid === seen)).toHaveLength(1);
      expect(uids().filter((uid) => meanwhile.includes(uid))).toEqual(meanwhile);
    });

    it('loses nothing and repeats nothing when the API server has forgotten its position', async () => {
      const file = config();
      const first = await run(file);
      const before = await create();
      await received(before);
      await first.stop();
      const missed = [await create(), await create()];
      await cluster.compact();
      const again = await run(file);
      for (const uid of missed) await received(uid);
      const after = await create();
      await received(after);
      expect(uids().filter((uid) => uid === before)).toHaveLength(1);
      expect(uids().slice().sort()).toEqual([...new Set(uids())].sort());
      expect(await again.metric('kubeherald_watch_restarts_total{reason="gone"}')).toBeGreaterThan(0);
    });

    it('sends a sink only what its match wants, and counts the rest by the clause that decided', async () => {
      const daemon = await run(
        config({
          sinks: [
            {
              name: 'webhook',
              use: 'webhook',
              match: { level: 'Warning', not: { reasons: ['Unheal*'] } },
              with: { url: receiver.url, batch: 'array' },
            },
          ],
        }),
      );
      const normal = await create({ type: 'Normal' });
      const unhealthy = await create({ reason: 'Unhealthy' });
      const wanted = await create({ reason: 'Failed' });
      await received(wanted);
      expect(uids()).not.toContain(normal);
      expect(uids()).not.toContain(unhealthy);
      expect(
        await daemon.metric('kubeherald_events_dropped_total{sink="webhook",reason="match.level"}'),
      ).toBeGreaterThanOrEqual(1);
      expect(
        await daemon.metric('kubeherald_events_dropped_total{sink="webhook",reason="match.not.reasons"}'),
      ).toBeGreaterThanOrEqual(1);
    });

    it('holds what a destination does not take, and delivers it in order when it is back', async () => {
      const daemon = await run(config());
      await receiver.down(true);
      const held = [await create(), await create(), await create()];
      await until('a failed attempt', async () =>
        (await daemon.status()).sinks.some((sink) => sink.state !== 'running'),
      );
      await receiver.down(false);
      for (const uid of held) await received(uid);
      expect(uids().filter((uid) => held.includes(uid))).toEqual(held);
    });

    it('says what it lacks when it may read one namespace only, and works for that one', async () => {
      const file = config(
        {},
        { kubeconfig: await cluster.kubeconfigOf('team-a-reader'), namespaces: ['team-a', 'team-b'] },
      );
      const daemon = await run(file, false);
      const problem = await until('the 403 to be reported', async () => {
        const { body } = await daemon.get('/readyz');
        return body.includes('team-b') && /forbidden|may not/i.test(body) && body;
      });
      expect(problem).toContain('team-a-reader');
      const uid = await create();
      await received(uid);
      expect(daemon.child.errors()).toMatch(/KH_FORBIDDEN/);
    });

    it('ends at once on a second signal', async () => {
      await receiver.delay(60_000);
      const daemon = await run(config());
      await create();
      await until('a delivery in flight', async () =>
        (await daemon.get('/api/v1/status')).body.includes('"inFlight":1'),
      );
      daemon.child.process.kill('SIGTERM');
      await until('the stop to begin', () => daemon.child.errors().includes('kubeherald stops'));
      daemon.child.process.kill('SIGTERM');
      expect(await daemon.child.ended).toBe(130);
    });
  });

  it('tells all that is wrong with a config, and exits 78', async () => {
    const file = config({
      clustr: 'x',
      sinks: [
        { name: 'a', use: 'nowhere' },
        { name: 'b', use: 'webhook', match: { reasons: '/(/' } },
        { name: 'b', use: 'log' },
        { name: 'c', use: 'webhook', retri: {} },
      ],
    });
    const child = kubeherald(['validate', '--config', file]);
    expect(await child.ended).toBe(78);
    expect(child.errors()).toContain('did you mean "cluster"');
    expect(child.errors()).toContain('already the name of sinks[1]');
    expect(child.errors()).toMatch(/npm install .*@kubeherald\/sink-nowhere/);
    expect(child.errors()).toMatch(/config\.yaml:\d+:\d+: sinks\[1\]\.match\.reasons: /);
    expect(child.errors()).toMatch(/config\.yaml:\d+:\d+: sinks\[1\]\.with\.url: is required/);
    // A fault of its own does not hide what its plugin would say.
    expect(child.errors()).toContain('did you mean "retry"');
    expect(child.errors()).toMatch(/config\.yaml:\d+:\d+: sinks\[3\]\.with\.url: is required/);
  });
}
