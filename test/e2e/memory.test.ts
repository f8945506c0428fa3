import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Destination } from '../support/destination.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

const use = fileURLToPath(new URL('../bench/sick-sinks/hoards.ts', import.meta.url));

describe('a sink that fills its heap with a growing Map', () => {
  let scene: Scene;
  let destination: Destination;

  const config = (isolation: string) =>
    scene.configFile({
      sinks: [
        {
          name: 'hoards',
          use,
          isolation,
          retry: { initial: '20ms', max: '200ms' },
          with: { whileThere: scene.path('sick'), output: scene.path('ids') },
        },
        webhook('healthy', destination.url),
      ],
    });
  const written = () =>
    existsSync(scene.path('ids')) ? readFileSync(scene.path('ids'), 'utf8').trim().split('\n') : [];
  const accepted = () => destination.accepted.map(({ id }) => id);

  beforeEach(async () => {
    scene = await openScene();
    destination = await scene.destination();
    writeFileSync(scene.path('sick'), '');
    return scene.end;
  });

  it('dies alone in a process, again and again with growing waits; its neighbour misses nothing, and neither does it', async () => {
    const daemon = await scene.run(config('process'));
    const deaths = () => daemon.metric('kubeherald_worker_restarts_total{sink="hoards",reason="memory"}');
    const state = async () => (await daemon.status()).sinks.find(({ name }) => name === 'hoards');
    const ids = [scene.emit()];
    await until('the first death', async () => ((await deaths()) ?? 0) >= 1);
    ids.push(...scene.emitMany(300));
    await until('all events at the healthy sink', () => destination.accepted.length >= ids.length);
    await until('more deaths', async () => ((await deaths()) ?? 0) >= 3);
    ids.push(...scene.emitMany(100));
    await until('all events at the healthy sink', () => destination.accepted.length >= ids.length);
    await until('the lane to wait', async () => (await state())?.state === 'open');
    expect(await state()).toMatchObject({
      isolation: 'process',
      delivered: 0,
      deadLettered: 0,
      problem: { code: 'KH_SINK_MEMORY', message: expect.stringContaining('resources.heapMB') },
    });
    expect((await daemon.get('/healthz')).status).toBe(200);
    expect(daemon.child.errors()).toMatch(/"sink":"hoards".*heap out of memory/);

    rmSync(scene.path('sick'));
    await until('all events at the sink that is well again', () => written().length >= ids.length);
    // After failures a lane probes with a part of what it has, so order holds for each object only.
    expect(written().sort()).toEqual([...ids].sort());
    expect(accepted()).toEqual(ids);
    expect(await daemon.stop()).toBe(0);
  });

  it('takes the daemon down with it in a thread; what it had not got waits in the journal, and a process gets it', async () => {
    const daemon = await scene.run(config('thread'));
    const ids = [scene.emit()];
    expect(await daemon.child.ended).toBe('SIGABRT');
    ids.push(...scene.emitMany(20));
    rmSync(scene.path('sick'));
    const again = await scene.run(config('process'));
    await until('all events at the sink', () => written().length >= ids.length);
    await until('all events at its neighbour', () => new Set(accepted()).size >= ids.length);
    expect(written().sort()).toEqual([...ids].sort());
    // The batch in flight at the abort may come twice.
    expect([...new Set(accepted())]).toEqual(ids);
    expect(await again.stop()).toBe(0);
  });
});
