import { rmSync, writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { openScene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

it("a journal's folder that is removed is noticed, said on /readyz, and made anew; nothing is lost or repeated", async () => {
  const scene = await openScene();
  onTestFinished(scene.end);
  const destination = await scene.destination();
  const file = scene.configFile({ sinks: [webhook('ops', destination.url)] });
  const daemon = await scene.run(file);
  const ids = scene.emitMany(20);
  await until('the first events', () => destination.accepted.length >= ids.length);

  // Something in its place, so that it cannot be made anew at once.
  rmSync(scene.path('journal'), { recursive: true });
  writeFileSync(scene.path('journal'), '');
  const refused = await until('the loss to be noticed', async () => {
    const ready = await daemon.get('/readyz');
    return ready.status !== 200 && ready.body;
  });
  expect(refused).toMatch(/journal's folder .* was removed/);
  expect(daemon.child.errors()).toMatch(/KH_JOURNAL_GONE/);
  ids.push(...scene.emitMany(20));
  rmSync(scene.path('journal'));
  await until('the daemon to be ready again', async () => (await daemon.get('/readyz')).status === 200);
  await until('the events written meanwhile', () => destination.accepted.length >= ids.length);

  // What the destination took and the daemon does not know yet would rightly come again.
  await until('the daemon to know', async () => (await daemon.status()).sinks[0]?.delivered === ids.length);
  await daemon.child.kill('SIGKILL');
  ids.push(...scene.emitMany(20));
  const again = await scene.run(file);
  await until('the events written while it was dead', () => destination.accepted.length >= ids.length);
  expect(destination.accepted.map(({ id }) => id)).toEqual(ids);
  expect(await again.stop()).toBe(0);
});
