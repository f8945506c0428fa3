import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { kubeherald } from '../support/daemon.ts';
import type { Destination } from '../support/destination.ts';
import { freePort } from '../support/free-port.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

const mayMount = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;
if (!mayMount) process.stderr.write('SKIPPED: a start on a full disk: only root may mount a small file system\n');

/** On the full disk the lock still finds room, a cursor does not. */
const sizeKiB = 2_048;
const freeKiB = 8;

/** Nobody listens yet. */
function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}

describe.skipIf(!mayMount)('a first start on a full disk', () => {
  let scene: Scene;
  let destination: Destination;
  let journal: string;
  let port: number;

  beforeEach(async () => {
    scene = await openScene();
    destination = await scene.destination();
    journal = scene.path('small-disk');
    mkdirSync(journal);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKiB}k`, 'tmpfs', journal]);
    writeFileSync(join(journal, 'filler'), Buffer.alloc((sizeKiB - freeKiB) * 1024));
    port = await freePort();
    return async () => {
      execFileSync('umount', ['-l', journal]);
      await scene.end();
    };
  });

  const start = () =>
    kubeherald([
      'run',
      '--config',
      scene.configFile({
        journal: { path: journal },
        admin: { host: '127.0.0.1', port },
        sinks: [webhook('webhook', destination.url)],
      }),
    ]);
  const ready = async () => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      return { status: response.status, body: await response.text() };
    } catch (error) {
      if (!isRefused(error)) throw error;
      return { status: undefined, body: undefined };
    }
  };

  it('says on /readyz what it waits for, goes on by itself when there is room, and loses nothing of the meantime', async () => {
    const daemon = start();
    await until('the reason to be told', async () => (await ready()).body?.includes('ENOSPC') ?? false);
    expect((await ready()).status).toBe(503);
    // What was there before it first asked is old; it reads the credentials and the plugins side by side.
    await until('the position to be read', () =>
      scene.cluster.simulator.requests().some(({ status }) => status === 200),
    );
    const id = scene.emit();
    rmSync(join(journal, 'filler'));
    await until('the daemon to be ready', async () => (await ready()).status === 200);
    await until('the event', () => destination.accepted.some((event) => event.id === id));
    daemon.process.kill('SIGTERM');
    expect(await daemon.ended).toBe(0);
  });

  it('ends in good order when it is told to', async () => {
    const daemon = start();
    await until('the wait', () => daemon.errors().includes('no room for the cursor'));
    daemon.process.kill('SIGTERM');
    expect(await daemon.ended).toBe(0);
    expect(daemon.errors()).toContain('kubeherald has stopped');
  });
});
