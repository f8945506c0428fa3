import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeConfig } from '../support/daemon.ts';
import { type Child, start } from '../support/process.ts';
import { type SimulatedCluster, startSimulatedCluster } from '../support/simulated-cluster.ts';
import { until } from '../support/until.ts';
import { type Collector, startCollector } from './registry/destination.ts';
import { bytesOnDisk, installedPackages } from './registry/installed.ts';
import { type Registry, startRegistry } from './registry/registry.ts';
import { publishAll } from './registry/release.ts';

/** The product's promise to its users; client-node alone has 62 MB. */
const mostMegabytes = 150;
const mostPackages = 175;

describe('published packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-publish-'));
  const home = join(folder, 'home');
  const sink = join(folder, 'kube-sink');
  let registry: Registry;
  let cluster: SimulatedCluster;
  let webhook: Collector;
  let inHouse: Collector;
  const daemons: Child[] = [];

  beforeAll(async () => {
    registry = await startRegistry(join(folder, 'registry'));
    await publishAll(registry, folder);
    mkdirSync(home);
    cluster = await startSimulatedCluster();
    cluster.simulator.generate(20);
    [webhook, inHouse] = await Promise.all([startCollector(), startCollector()]);
  });
  afterEach(async () => {
    await Promise.all(daemons.splice(0).map((daemon) => daemon.kill('SIGKILL')));
  });
  afterAll(async () => {
    await Promise.all([registry?.stop(), cluster?.stop(), webhook?.stop(), inHouse?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (sinks: readonly object[], journal: string) => {
    const config = writeConfig(home, {
      source: { kubernetes: { kubeconfig: cluster.kubeconfig } },
      journal: { path: join(folder, journal) },
      admin: { host: '127.0.0.1', port: 0 },
      sinks,
    });
    const program = join(home, 'node_modules/kubeherald/bin/kubeherald.js');
    const child = start(process.execPath, [program, 'run', '--config', config], {
      cwd: home,
      env: registry.npm.environment,
    });
    daemons.push(child);
    const ended = child.ended.then((code) => {
      throw new Error(`the daemon ended with ${code}:\n${child.errors()}`);
    });
    return { child, ended };
  };
  const hook = () => ({ name: 'hook', use: 'webhook', with: { url: webhook.url, proxy: 'none' } });

  it('kubeherald and one HTTP sink are small, run no script when they are installed, and deliver within seconds', async () => {
    const began = performance.now();
    await registry.npm(home, 'install', 'kubeherald', '@kubeherald/sink-webhook');
    const installSeconds = (performance.now() - began) / 1000;
    const packages = installedPackages(home);
    const megabytes = bytesOnDisk(join(home, 'node_modules')) / 1e6;
    const started = performance.now();
    const { ended } = run([hook()], 'journal-one');
    await Promise.race([webhook.first(), ended]);
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `\nkubeherald and @kubeherald/sink-webhook: ${packages.length} packages, ${megabytes.toFixed(0)} MB on disk, ` +
        `installed in ${installSeconds.toFixed(1)} s, first event ${seconds.toFixed(1)} s after the start\n\n`,
    );
    expect(packages.filter(({ installScripts }) => installScripts.length > 0)).toEqual([]);
    expect(packages.length).toBeLessThanOrEqual(mostPackages);
    expect(megabytes).toBeLessThanOrEqual(mostMegabytes);
  });

  it('a sink from npm create passes its own tests and is published under its own scope', async () => {
    await registry.npm(folder, 'create', '--yes', '@kubeherald/sink', 'kube-sink', '--', '--scope', '@acme');
    expect(await registry.npm(sink, 'test')).toMatch(/ passed/);
    const tried = await registry.npm(sink, 'run', 'try');
    expect(tried).toContain('Delivered: accepted');
    expect(tried).toMatch(/"reason":"BackOff".*kubeherald-test/);
    await registry.npm(sink, 'publish');
    expect(await registry.npm(folder, 'view', '@acme/kube-sink', 'keywords')).toContain('kubeherald-sink');
  });

  it('two sinks of ours and one in-house, installed by name, each get the events', async () => {
    await registry.npm(home, 'install', '@kubeherald/sink-log', '@acme/kube-sink');
    const own = {
      name: 'own',
      use: '@acme/kube-sink',
      with: { url: inHouse.url, token: 'let-me-in-please', proxy: 'none' },
    };
    const before = webhook.bodies.length;
    const { child, ended } = run([{ name: 'lines', use: 'log' }, hook(), own], 'journal-three');
    const [line, body] = await Promise.race([Promise.all([child.line(), inHouse.first()]), ended]);
    await Promise.race([until('the webhook', () => webhook.bodies.length > before), ended]);
    expect(JSON.parse(line)).toMatchObject({ object: { kind: expect.any(String) } });
    expect(JSON.parse(body)).toHaveProperty('events.0.cluster', 'default');
    expect(JSON.parse(webhook.bodies.at(-1) ?? '')).toMatchObject({ object: { kind: expect.any(String) } });
    expect(await child.kill('SIGTERM')).toBe(0);
  });

  it('bring one copy of the SDK, which all sinks share', () => {
    const copies = installedPackages(home).filter(({ name }) => name === '@kubeherald/sink-sdk');
    expect(copies.map(({ path }) => path)).toEqual(['node_modules/@kubeherald/sink-sdk']);
  });

  it('a sink in plain JavaScript passes its tests too', async () => {
    await registry.npm(folder, 'create', '--yes', '@kubeherald/sink', 'plain', '--', '--javascript');
    expect(await registry.npm(join(folder, 'plain'), 'test')).toMatch(/ passed/);
    expect(readFileSync(join(folder, 'plain/src/index.js'), 'utf8')).toContain("name: 'plain'");
  });
});
