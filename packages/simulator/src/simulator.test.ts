import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock } from './clock.ts';
import type { SimulatorOptions } from './options.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { answer, podEvent, untilFrames, watch } from './testing/client.ts';

let running: Simulator[] = [];
const start = async (options: SimulatorOptions = {}) => {
  const simulator = await startSimulator({ catchUpMs: 0, ...options });
  running.push(simulator);
  return simulator;
};
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

describe('history', () => {
  it('is one to two compaction intervals long; older watches get 410, newer go on', async () => {
    const clock = new ManualClock();
    const simulator = await start({ clock, compactionIntervalMs: 1000, catchUpMs: 10 });
    const before = simulator.resourceVersion;
    simulator.emit(podEvent('a'));
    simulator.emit(podEvent('b'));
    clock.advance(1000);
    const middle = simulator.resourceVersion;
    simulator.emit(podEvent('c'));
    clock.advance(1000);
    const old = await watch(simulator, before);
    const newer = await watch(simulator, middle);
    clock.advance(10);
    expect(await untilFrames(old, 1)).toEqual(['ERROR 410']);
    expect(await untilFrames(newer, 1)).toEqual(['ADDED c']);
    newer.close();
  });

  it('events expire after their TTL, together under one resourceVersion; a write renews it', async () => {
    const clock = new ManualClock();
    const simulator = await start({ clock, ttlMs: 10_000 });
    const wire = await watch(simulator);
    for (const name of ['a', 'b', 'c']) simulator.emit(podEvent(name));
    clock.advance(6000);
    simulator.modify({ namespace: 'shop', name: 'b' });
    clock.advance(5000);
    expect(await untilFrames(wire, 6)).toEqual([
      'ADDED a',
      'ADDED b',
      'ADDED c',
      'MODIFIED b',
      'DELETED a',
      'DELETED c',
    ]);
    const gone = [...(wire.response?.body.toString() ?? '').matchAll(/"DELETED".*?"resourceVersion":"(\d+)"/g)];
    expect(gone.map((one) => one[1])).toEqual([simulator.resourceVersion, simulator.resourceVersion]);
    wire.close();
  });

  it('compaction takes nothing from an open watch, however far behind it is', async () => {
    const simulator = await start();
    const wire = await watch(simulator);
    simulator.faults.set('stall');
    for (const name of ['a', 'b', 'c']) simulator.emit(podEvent(name));
    simulator.compact();
    simulator.faults.clear();
    expect(await untilFrames(wire, 3)).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
    wire.close();
  });

  it('a page is of the first page’s snapshot, whatever is written, changed and deleted meanwhile', async () => {
    const simulator = await start();
    for (const name of ['a', 'b', 'c', 'd']) simulator.emit(podEvent(name));
    const first = await answer(simulator, '/api/v1/events?limit=2');
    const token = /"continue":"([^"]+)"/.exec(first.text)?.[1];
    simulator.emit(podEvent('bb'));
    simulator.modify({ namespace: 'shop', name: 'c' });
    simulator.store.remove('shop', 'd');
    const second = await answer(simulator, `/api/v1/events?limit=9&continue=${token}`);
    const names = [...second.text.matchAll(/"metadata":\{"name":"([^"]+)"/g)].map((one) => one[1]);
    expect(names).toEqual(['c', 'd']);
    expect(second.text).not.toContain('"count":2');
  });
});

describe('resourceVersions that go backwards', () => {
  it('rewind gives resourceVersions out again, with other content', async () => {
    const simulator = await start();
    simulator.emit(podEvent('a'));
    const backup = simulator.store.revision;
    const lost = simulator.emit(podEvent('lost'));
    const wire = await watch(simulator);
    simulator.rewind(backup);
    await wire.end();
    expect(wire.complete).toBe(false);
    const anew = simulator.emit(podEvent('anew'));
    expect(anew.resourceVersion).toBe(lost.resourceVersion);
    const listed = await answer(simulator, '/api/v1/events');
    expect([listed.text.includes('"name":"anew"'), listed.text.includes('"name":"lost"')]).toEqual([true, false]);
    expect(() => simulator.rewind(simulator.store.revision + 1)).toThrow(RangeError);
  });

  it('an observer of writes misses none, also across a rewind', async () => {
    const simulator = await start();
    const seen: string[] = [];
    simulator.onWrite((change) => seen.push(`${change.type} ${change.current.event.name} ${change.revision}`));
    const { resourceVersion } = simulator.emit(podEvent('a'));
    simulator.emit(podEvent('lost'));
    simulator.rewind(Number(resourceVersion));
    simulator.emit(podEvent('b'));
    const next = Number(resourceVersion) + 1;
    expect(seen).toEqual([`ADDED a ${resourceVersion}`, `ADDED lost ${next}`, `ADDED b ${next}`]);
  });

  it('another cluster has its own low resourceVersions and none of the events', async () => {
    const simulator = await start();
    simulator.emit(podEvent('a'));
    simulator.becomeAnotherCluster(7);
    expect(simulator.emit(podEvent('b')).resourceVersion).toBe('8');
    const listed = await answer(simulator, '/api/v1/events');
    expect(listed.text).not.toContain('"name":"a"');
  });
});

describe('bursts', () => {
  it('are told to a watch only when released, packed in chunks of 2048 bytes that cut frames anywhere', async () => {
    const simulator = await start();
    const wire = await watch(simulator);
    const burst = simulator.prepareBurst(3000);
    expect((await answer(simulator, '/api/v1/events?limit=1')).status).toBe(200);
    expect(wire.response?.body.length).toBe(0);
    burst.release();
    const seen = await untilFrames(wire, 3000);
    expect(seen).toHaveLength(3000);
    const sizes = wire.response?.chunks ?? [];
    expect(sizes.filter((size) => size === 2048).length).toBeGreaterThan(sizes.length * 0.9);
    wire.close();
  });
});

describe('TLS', () => {
  it('serves with a certificate that its own authority vouches for, and a kubeconfig that names both', async () => {
    const simulator = await start({ tls: true });
    const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'config');
    await simulator.writeKubeconfig(path, 'team-a-reader');
    const config = await readFile(path, 'utf8');
    expect(config).toContain(simulator.server);
    expect(config).toContain('team-a-reader-token');
    const status = await new Promise((resolve, reject) => {
      const agent = new Agent({ ca: simulator.ca });
      const headers = { authorization: 'Bearer team-a-reader-token' };
      httpsRequest(`${simulator.server}/api/v1/namespaces/team-a/events`, { agent, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBe(200);
    await expect(simulator.writeKubeconfig(path, 'stranger')).rejects.toThrow(/no user "stranger".*events-reader/);
  });
});
