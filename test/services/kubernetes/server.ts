import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '../../support/cluster.ts';
import { type Child, start } from '../../support/process.ts';
import { hasFields, parse } from '../../support/receiver.ts';

const folder = dirname(fileURLToPath(import.meta.url));

/** A real kube-apiserver with its etcd, on loopback. */
export interface ApiServer extends Cluster {
  readonly kubeconfigs: Readonly<Record<string, string>>;
  /** A token of a service account, good for `seconds` (600 at least, as the API server demands). */
  serviceAccountToken(namespace: string, name: string, seconds: number): Promise<string>;
  stopEtcd(): Promise<void>;
  startEtcd(): Promise<void>;
  /** Ends the process with `signal` and starts it again on the same port and data. */
  restart(signal: NodeJS.Signals): Promise<void>;
}

/** Why there is no real API server here; undefined when there can be one. */
export function whyNoApiServer(): string | undefined {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  return go.status === 0 ? undefined : 'SKIPPED: no Go here, so the tests against a real kube-apiserver cannot run';
}

/** Builds the Go module (five minutes at first, then from Go's build cache) and returns the program's path. */
export function buildApiServer(): string {
  const hash = createHash('sha256');
  for (const file of globSync('*.{go,mod,sum}', { cwd: folder }).sort()) hash.update(readFileSync(join(folder, file)));
  const target = join(tmpdir(), `kubeherald-kube-apiserver-${hash.digest('hex').slice(0, 16)}`);
  const program = join(target, 'kube-apiserver');
  if (statSync(program, { throwIfNoEntry: false })) return program;
  mkdirSync(target, { recursive: true });
  const flags = '-X k8s.io/component-base/version.gitVersion=v1.36.3';
  process.stderr.write('building kube-apiserver from its Go module; the first time takes about five minutes\n');
  execFileSync('go', ['build', '-ldflags', flags, '-o', `${program}.part`, '.'], { cwd: folder, stdio: 'inherit' });
  renameSync(`${program}.part`, program);
  return program;
}

interface Announcement {
  server: string;
  caFile: string;
  control: string;
  tokens: Record<string, string>;
  kubeconfigs: Record<string, string>;
}

const isAnnouncement = (value: unknown): value is Announcement =>
  hasFields(value, { server: 'string', caFile: 'string', control: 'string' });
const isToken = (value: unknown): value is { token: string } => hasFields(value, { token: 'string' });
const isAnything = (value: unknown): value is unknown => value !== undefined;

/** Starts it; about three seconds. `eventTtl` and `compactionInterval` are Go durations. */
export async function startApiServer(
  options: { eventTtl?: string; compactionInterval?: string } = {},
): Promise<ApiServer> {
  const program = buildApiServer();
  const dir = mkdtempSync(join(tmpdir(), 'kubeherald-apiserver-'));
  const launch = async (port: string): Promise<[Child, Announcement]> => {
    const child = start(program, [
      '--exit-with-stdin',
      `--dir=${dir}`,
      `--port=${port}`,
      `--event-ttl=${options.eventTtl ?? '1h'}`,
      `--compaction-interval=${options.compactionInterval ?? '0'}`,
    ]);
    return [child, parse(await child.line(), isAnnouncement)];
  };
  let [child, announced] = await launch('0');
  const control = async <Answer>(path: string, is: (value: unknown) => value is Answer): Promise<Answer> => {
    const response = await fetch(`${announced.control}${path}`, { method: 'POST' });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
    return parse(text, is);
  };
  const command = async (path: string) => void (await control(path, isAnything));
  return {
    name: 'kube-apiserver',
    server: announced.server,
    caFile: announced.caFile,
    token: announced.tokens.admin ?? '',
    kubeconfig: announced.kubeconfigs['events-reader'] ?? '',
    kubeconfigs: announced.kubeconfigs,
    kubeconfigOf: async (user) => announced.kubeconfigs[user] ?? '',
    compact: () => command('/compact'),
    snapshot: () => command('/etcd/snapshot'),
    rewind: () => command('/etcd/restore'),
    stopEtcd: () => command('/etcd/stop'),
    startEtcd: () => command('/etcd/start'),
    serviceAccountToken: async (namespace, name, seconds) =>
      (await control(`/token?namespace=${namespace}&name=${name}&seconds=${seconds}`, isToken)).token,
    restart: async (signal) => {
      await child.kill(signal);
      [child, announced] = await launch(new URL(announced.server).port);
    },
    stop: async () => {
      await child.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
