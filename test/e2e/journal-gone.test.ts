import { readdirSync, rmSync, writeFileSync } from 'node:fs';
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

it.each([
  ['removed', (segment: string) => rmSync(segment)],
  ['emptied', (segment: string) => writeFileSync(segment, '')],
])(
  'a journal whose segments were %s while nothing ran is told from a new one: all that the API server has comes',
  async (_how, spoil) => {
    const scene = await openScene();
    onTestFinished(scene.end);
    const destination = await scene.destination();
    const file = scene.configFile({ sinks: [webhook('ops', destination.url)] });
    const daemon = await scene.run(file);
    const ids = scene.emitMany(20);
    await until('the first events', async () => (await daemon.status()).sinks[0]?.delivered === ids.length);
    expect(await daemon.stop()).toBe(0);

    for (const name of readdirSync(scene.path('journal')))
      if (name.endsWith('.log')) spoil(scene.path('journal', name));
    ids.push(...scene.emitMany(30));
    const again = await scene.run(file);
    expect(again.child.errors()).toMatch(/the journal is empty, though its sinks have acknowledged \d+ records/);
    ids.push(...scene.emitMany(5));
    const seen = () => new Set(destination.accepted.map(({ id }) => id));
    await until('all that was written meanwhile', () => ids.every((id) => seen().has(id)));
    expect(await again.stop()).toBe(0);
    // Its cursors speak of entries that it has: told once.
    const third = await scene.run(file);
    expect(third.child.errors()).not.toContain('the journal is empty');
    expect(await third.stop()).toBe(0);
  },
);
