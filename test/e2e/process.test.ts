import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import type { Destination } from '../support/destination.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

const loops = fileURLToPath(new URL('../bench/sick-sinks/loops.js', import.meta.url));

describe('sinks in processes of their own', () => {
  let scene: Scene;
  let destination: Destination;
  const ids = () => destination.accepted.map(({ id }) => id);

  beforeEach(async () => {
    scene = await openScene();
    destination = await scene.destination();
    return scene.end;
  });

  it('deliver in order and once, by several workers, and write to the standard output of the daemon', async () => {
    const file = scene.configFile({
      sinks: [
        webhook('webhook', destination.url, { isolation: 'process', delivery: { concurrency: 2 } }),
        { name: 'printed', use: 'log', isolation: 'process', with: { format: 'json' } },
      ],
    });
    const daemon = await scene.run(file);
    const written = scene.emitMany(300);
    await until('all events at the webhook', () => destination.accepted.length >= written.length);
    await until('all events on standard output', () => daemon.child.lines.length >= written.length);
    expect(ids().sort()).toEqual([...written].sort());
    const printed = daemon.child.lines.map((line): unknown => JSON.parse(line));
    expect(printed).toMatchObject(written.map((id) => ({ id })));
    expect((await daemon.status()).sinks.map(({ isolation }) => isolation)).toEqual(['process', 'process']);
    expect(await daemon.stop()).toBe(0);
  });

  it('finish their delivery when a terminal sends Ctrl-C to all of the group', async () => {
    const file = scene.configFile({ sinks: [webhook('webhook', destination.url, { isolation: 'process' })] });
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    destination.answer(async () => {
      await held;
      return { status: 204 };
    });
    const daemon = await startDaemon(file, { detached: true });
    await until('the daemon to be ready', async () => (await daemon.get('/readyz')).status === 200);
    const id = scene.emit();
    await until('the request', () => destination.requests.length === 1);
    process.kill(-(daemon.child.process.pid ?? Number.NaN), 'SIGINT');
    await until('the daemon to stop', () => daemon.child.errors().includes('kubeherald stops'));
    release();
    expect(await daemon.child.ended).toBe(0);
    expect(ids()).toEqual([id]);
    expect(daemon.child.errors()).not.toContain('SIGINT:');

    const again = await scene.run(file);
    const next = scene.emit();
    await until('the next event', () => ids().includes(next));
    expect(ids()).toEqual([id, next]);
    expect(await again.stop()).toBe(0);
  });

  it('end with a daemon that is killed, even when they loop, and the next daemon delivers what was left', async () => {
    const file = scene.configFile({
      sinks: [
        { name: 'loops', use: loops, isolation: 'process', delivery: { timeout: '10m' } },
        webhook('webhook', destination.url, { isolation: 'process' }),
      ],
    });
    const daemon = await scene.run(file);
    const first = scene.emit();
    await until('the loop', async () => (await daemon.status()).sinks.some(({ inFlight }) => inFlight === 1));
    await until('the first event to be acknowledged', async () => {
      const webhookRow = (await daemon.status()).sinks.find(({ name }) => name === 'webhook');
      return webhookRow?.delivered === 1 && webhookRow.queue === 0;
    });
    // They write to the daemon's standard output too, so it closes when the last of them has ended.
    expect(await daemon.child.kill('SIGKILL')).toBe('SIGKILL');
    const second = scene.emit();
    await scene.run(file);
    await until('the second event', () => ids().includes(second));
    expect(ids()).toEqual([first, second]);
  });
});
