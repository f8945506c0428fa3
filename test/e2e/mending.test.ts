import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Daemon } from '../support/daemon.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const plugin = fileURLToPath(new URL('./sinks/needs-file.ts', import.meta.url));

describe('a sink that cannot run', () => {
  let scene: Scene;
  const steady = () => ({ name: 'steady', use: plugin, with: { to: scene.path('steady') } });
  const ids = (name: string) =>
    existsSync(scene.path(name)) ? readFileSync(scene.path(name), 'utf8').trim().split('\n') : [];
  const state = async (daemon: Daemon, name: string) =>
    (await daemon.status()).sinks.find((sink) => sink.name === name)?.state;

  beforeEach(async () => {
    scene = await openScene();
    return scene.end;
  });

  it('at the start, for its plugin is not there yet, runs once it is, with what came before', async () => {
    const late = scene.path('late.ts');
    const daemon = await scene.run(
      scene.configFile({ sinks: [steady(), { name: 'late', use: late, with: { to: scene.path('late') } }] }),
    );
    const events = scene.emitMany(10);
    await until('the sink that runs', () => ids('steady').length === events.length);
    expect(await state(daemon, 'late')).toBe('misconfigured');
    symlinkSync(plugin, late);
    await until('the sink that can run now', () => ids('late').length >= events.length);
    expect(ids('late')).toEqual(events);
    expect(await state(daemon, 'late')).toBe('running');
    expect(await daemon.stop()).toBe(0);
  });

  it('at the start, for its plugin waits while it is imported, holds nobody up, and runs in the end', async () => {
    const [gate, slow] = [scene.path('gate'), scene.path('slow.mjs')];
    writeFileSync(
      slow,
      `import { existsSync } from 'node:fs';
       while (!existsSync(${JSON.stringify(gate)})) await new Promise((resolve) => setTimeout(resolve, 50));
       export { default } from ${JSON.stringify(plugin)};`,
    );
    const daemon = await scene.run(
      scene.configFile({ sinks: [steady(), { name: 'slow', use: slow, with: { to: scene.path('slow') } }] }),
    );
    const events = scene.emitMany(10);
    await until('the sink that runs', () => ids('steady').length === events.length);
    expect((await daemon.get('/readyz')).body).toContain('still being imported');
    writeFileSync(gate, '');
    await until('the sink that was waited for', () => ids('slow').length >= events.length);
    expect(ids('slow')).toEqual(events);
    expect(await daemon.stop()).toBe(0);
  });

  it('in a new config, for its plugin is not there yet, is taken once it is', async () => {
    const late = scene.path('late.ts');
    const daemon = await scene.run(scene.configFile({ sinks: [steady()] }));
    scene.configFile({ sinks: [steady(), { name: 'late', use: late, with: { to: scene.path('late') } }] });
    await until('the refusal to be told', async () => (await daemon.get('/readyz')).body.includes('late.ts'));
    symlinkSync(plugin, late);
    await until('the new config to be taken', async () => (await state(daemon, 'late')) === 'running');
    expect((await daemon.get('/readyz')).body).not.toContain('late.ts');
    const event = scene.emit();
    await until('the new sink', () => ids('late').includes(event));
    expect(await daemon.metric('kubeherald_config_reloads_total{result="refused"}')).toBe(1);
    expect(await daemon.stop()).toBe(0);
  });

  it('for a file that its options name, runs once that is there, and loses nothing', async () => {
    const needs = scene.path('needed');
    const daemon = await scene.run(
      scene.configFile({
        sinks: [steady(), { name: 'needy', use: plugin, with: { to: scene.path('needy'), needs } }],
      }),
    );
    const events = scene.emitMany(10);
    await until('the sink to say what it lacks', async () => (await state(daemon, 'needy')) === 'misconfigured');
    await until('the sink that runs', () => ids('steady').length === events.length);
    writeFileSync(needs, '');
    await until('the sink that can run now', () => ids('needy').length >= events.length);
    expect(ids('needy')).toEqual(events);
    expect(await daemon.stop()).toBe(0);
  });
});
