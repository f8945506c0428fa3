import { describe, expect, it, onTestFinished } from 'vitest';
import type { Daemon } from '../support/daemon.ts';
import type { Destination } from '../support/destination.ts';
import { startLoad } from '../support/load.ts';
import { openScene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';
import { type FaultCase, faultCases, type Running } from './fault-cases.ts';

// A half-open socket is noticed when the watch outlives its own end, minutes later and not configurable: the source's own tests have it.

const ids = (destination: Destination) => destination.accepted.map(({ id }) => id);

/** Samples of the restart counter that are above 0, by their reason. */
async function restarts(daemon: Daemon): Promise<string[]> {
  const { body } = await daemon.get('/metrics');
  const samples = body.matchAll(/^kubeherald_watch_restarts_total\{reason="([^"]+)"\} [1-9]/gm);
  return [...samples].map(([, reason = '']) => reason);
}

async function start(fault: FaultCase, atEnd: (end: () => Promise<void>) => void): Promise<Running> {
  const scene = await openScene();
  atEnd(scene.end);
  const destination = await scene.destination();
  const daemon = await scene.run(scene.configFile({ sinks: [webhook('webhook', destination.url)] }));
  const history = scene.emitMany(fault.history ?? 0);
  const load = startLoad(scene.cluster, fault.relists !== true);
  atEnd(async () => void load.stop());
  await until('the load to arrive', () => destination.accepted.length > history.length + 5);
  return { cluster: scene.cluster, daemon, destination, load, history };
}

// Most of a case is waiting for backoffs: several run at a time.
describe.concurrent('loses and repeats nothing after', () => {
  it.for(faultCases)('$title', async (fault, { expect, onTestFinished }) => {
    const running = await start(fault, onTestFinished);
    const { daemon, destination, load, history } = running;
    await fault.strike(running);
    await load.more(20);
    const written = [...history, ...load.stop()];
    await until('everything that was written', () => new Set(ids(destination)).size >= written.length);
    const sorted = (list: readonly string[]) => (fault.relists ? list.toSorted() : list);
    expect(sorted(ids(destination))).toEqual(sorted(written));
    expect((await restarts(daemon)).toSorted()).toEqual(fault.reasons.toSorted());
    for (const sample of fault.counted ?? []) expect(await daemon.metric(sample), sample).toBeGreaterThan(0);
    fault.check?.(running);
    expect((await daemon.get('/healthz')).status).toBe(200);
    expect(await daemon.stop()).toBe(0);
  });
});

it('begins anew when resourceVersions went back, and takes what is new though its numbers are old', async () => {
  const scene = await openScene();
  onTestFinished(scene.end);
  const destination = await scene.destination();
  const daemon = await scene.run(scene.configFile({ sinks: [webhook('webhook', destination.url)] }));
  const kept = scene.emitMany(10);
  await scene.cluster.snapshot();
  const lost = scene.emitMany(10);
  await until('what comes before the restore', () => destination.accepted.length >= 20);
  await scene.cluster.rewind();
  const soon = scene.emitMany(3);
  await until('the new epoch', () => daemon.child.errors().includes('A new epoch begins'));
  const later = scene.emitMany(10);
  const all = [...kept, ...lost, ...soon, ...later];
  await until('what comes after it', () => destination.accepted.length >= all.length);
  expect(ids(destination)).toEqual(all);
  expect(await daemon.metric('kubeherald_watch_restarts_total{reason="future"}')).toBe(1);
  expect(await daemon.stop()).toBe(0);
});
