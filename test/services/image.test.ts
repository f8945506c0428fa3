import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeConfig } from '../support/daemon.ts';
import { type SimulatedCluster, startSimulatedCluster } from '../support/simulated-cluster.ts';
import { type Container, imageUser, runInContainer, whyNoContainer } from './registry/container.ts';
import { type Collector, startCollector } from './registry/destination.ts';
import { environmentOf, readDockerfile } from './registry/dockerfile.ts';
import { run } from './registry/npm.ts';
import { type Registry, startRegistry } from './registry/registry.ts';
import { publishAll } from './registry/release.ts';

const deploy = fileURLToPath(new URL('../../deploy/', import.meta.url));
const dockerfile = readDockerfile(join(deploy, 'Dockerfile'));
const imageEnvironment = environmentOf(dockerfile);
const script = 'opt/kubeherald/install.sh';

const reason = whyNoContainer();
if (reason) process.stderr.write(`${reason}\n`);

describe('the image', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-image-'));
  const root = join(folder, 'root');
  let registry: Registry;
  let cluster: SimulatedCluster;
  let destination: Collector;
  let cache: string;
  const containers: Container[] = [];

  /** What a RUN line of the Dockerfile does, in an image whose root is `image`. */
  const install = (image: string, ...sinks: readonly string[]) =>
    run('sh', [join(image, script), image, ...sinks], folder, { ...registry.npm.environment, NPM_CONFIG_CACHE: cache });
  const start = (command: readonly string[], environment: NodeJS.ProcessEnv, volume?: string) => {
    const container = runInContainer(root, command, environment, volume && join(folder, volume));
    containers.push(container);
    return container;
  };
  const sinksIn = (image: string) =>
    readdirSync(join(image, 'opt/kubeherald/node_modules/@kubeherald')).filter((name) =>
      /^sink-(?!sdk$|host$)/.test(name),
    );

  beforeAll(async () => {
    registry = await startRegistry(join(folder, 'registry'));
    await publishAll(registry, folder);
    cache = (await registry.npm(folder, 'config', 'get', 'cache')).trim();
    const first = join(folder, 'first-stage');
    cpSync(join(deploy, 'image/install.sh'), join(first, script));
    await install(first, 'webhook');
    cpSync(join(first, 'opt'), join(root, 'opt'), { recursive: true, verbatimSymlinks: true });
    await install(root);
    cluster = await startSimulatedCluster();
    cluster.simulator.generate(20);
    destination = await startCollector();
    const inside = join(root, 'etc/kubeherald');
    cpSync(cluster.kubeconfig, join(inside, 'kubeconfig'));
    // Kubernetes mounts a secret so that the pod's user can read it.
    chownSync(join(inside, 'kubeconfig'), imageUser, imageUser);
    writeConfig(inside, {
      source: { kubernetes: { kubeconfig: '/etc/kubeherald/kubeconfig' } },
      admin: { host: '127.0.0.1', port: 0 },
      sinks: [{ name: 'hook', use: 'webhook', with: { url: destination.url, proxy: 'none' } }],
    });
  });
  afterEach(async () => {
    await Promise.all(containers.splice(0).map(({ child }) => child.kill('SIGKILL')));
  });
  afterAll(async () => {
    await Promise.all([registry?.stop(), cluster?.stop(), destination?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is made by the script that is tested here, and by nothing else', () => {
    const runs = dockerfile.filter(({ name }) => name === 'RUN').map(({ value }) => value.replace(/^(--\S+ )+/, ''));
    expect(runs).toEqual([`/${script} / $SINKS`, `/${script} /`]);
    const copies = dockerfile.filter(({ name }) => name === 'COPY').map(({ value }) => value);
    expect(copies).toEqual([`image/install.sh /${script}`, '--from=install /opt/kubeherald /opt/kubeherald']);
    expect(dockerfile).toContainEqual({ name: 'USER', value: `${imageUser}:${imageUser}` });
    expect(dockerfile).toContainEqual({ name: 'ENTRYPOINT', value: '["/kubeherald"]' });
    expect(readFileSync(join(deploy, 'Dockerfile'), 'utf8')).toContain(`#   RUN /${script} / dingtalk-signed`);
  });

  it('has the sinks that were named and no others, three entry points, and a folder for the journal', () => {
    expect(sinksIn(root)).toEqual(['sink-webhook']);
    for (const entry of ['kubeherald', 'kube-eventer', 'eventer']) {
      expect(readlinkSync(join(root, entry))).toBe('/opt/kubeherald/node_modules/kubeherald/bin/kubeherald.js');
    }
    const { uid, gid, mode } = statSync(join(root, 'var/lib/kubeherald'));
    expect([uid, gid, mode & 0o777]).toEqual([imageUser, imageUser, 0o700]);
  });

  it('a published one takes more sinks by one line: short names, packages, versions', async () => {
    const derived = join(folder, 'derived');
    mkdirSync(derived);
    cpSync(join(root, 'opt'), join(derived, 'opt'), { recursive: true, verbatimSymlinks: true });
    await install(derived, '@kubeherald/sink-log@0.1');
    expect(sinksIn(derived)).toEqual(['sink-log', 'sink-webhook']);
    await expect(install(derived, 'no-such-sink')).rejects.toThrow('@kubeherald/sink-no-such-sink');
  });

  describe.skipIf(reason !== undefined)('run read-only, as a user that nobody knows, as process 1', () => {
    it('delivers, and ends in good order at SIGTERM', async () => {
      const { child, pid, signal } = start(['/kubeherald', 'run'], imageEnvironment, 'volume');
      const ended = child.ended.then((code) => Promise.reject(new Error(`it ended with ${code}:\n${child.errors()}`)));
      await Promise.race([destination.first(), ended]);
      const status = readFileSync(`/proc/${await pid()}/status`, 'utf8');
      expect(status).toMatch(/^NSpid:\t\d+\t1$/m);
      expect(status).toMatch(new RegExp(`^Uid:(\t${imageUser}){4}$`, 'm'));
      expect(status).toMatch(/^CapEff:\t0+$/m);
      ended.catch(() => {});
      expect(await signal('SIGTERM')).toBe(0);
    });

    it('delivers where the image’s own settings are lost, and it starts itself again for them', async () => {
      const before = destination.bodies.length;
      const { child, signal } = start(['/kubeherald', 'run'], {}, 'another-volume');
      const ended = child.ended.then((code) => Promise.reject(new Error(`it ended with ${code}:\n${child.errors()}`)));
      await Promise.race([
        expect.poll(() => destination.bodies.length, { timeout: 60_000 }).toBeGreaterThan(before),
        ended,
      ]);
      ended.catch(() => {});
      expect(await signal('SIGTERM')).toBe(0);
    });

    it('says that the journal’s folder is not writable when there is no volume', async () => {
      const { child } = start(['/kubeherald', 'run'], imageEnvironment);
      expect(await child.ended).not.toBe(0);
      expect(child.errors()).toContain('KH_JOURNAL_UNUSABLE');
      expect(child.errors()).toContain('/var/lib/kubeherald');
      expect(child.errors()).toMatch(/read-only|EROFS/);
    });

    it.each([
      ['/kubeherald', /^\d+\.\d+\.\d+/],
      ['/kube-eventer', /^kube-eventer version: .*\d+\.\d+\.\d+/],
      ['/eventer', /^kube-eventer version: .*\d+\.\d+\.\d+/],
    ])('has the entry point %s', async (entry, said) => {
      const { child } = start([entry, '--version'], imageEnvironment);
      expect(await child.ended).toBe(0);
      expect(child.lines.join('')).toMatch(said);
    });
  });
});
