import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '../../support/cluster.ts';
import { type Child, start } from '../../support/process.ts';
import { hasFields, parse } from '../../support/receiver.ts';
import { buildGoProgram, whyNoGo } from '../go-program.ts';

const folder = dirname(fileURLToPath(import.meta.url));

/** The line that the program prints when it is ready. */
interface Announcement {
  readonly server: string;
  readonly caFile: string;
  readonly 'certificate-authority-data': string;
  /** By user: admin, nobody, events-reader, team-a-reader, events-writer. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Paths, by user. */
  readonly kubeconfigs: Readonly<Record<string, string>>;
  /** Path of a kubeconfig of events-reader that has a client certificate in place of a token. */
  readonly clientCertKubeconfig: string;
  /** Address of the control server. Another one after each start. */
  readonly control: string;
}

/** A real kube-apiserver with its etcd, on loopback. The data, the port and the certificates outlive `kill` and `restart`. */
export interface ApiServer extends Cluster, Announcement {
  readonly caFile: string;
  /** The folder of the data. */
  readonly dir: string;
  readonly child: Child;
  /** A token of a service account, good for `seconds` (600 at least, as the API server demands). */
  serviceAccountToken(namespace: string, name: string, seconds: number): Promise<string>;
  /** Takes etcd away as a crash would: watches stay open and silent, requests hang. */
  stopEtcd(): Promise<void>;
  /** Brings etcd back, and resolves when the API server has found it. */
  startEtcd(): Promise<void>;
  /** Ends the process with `signal` and resolves with its exit code, or the signal's name. */
  kill(signal: NodeJS.Signals): Promise<number | string>;
  /** Ends the process with `signal`, if it still runs, and starts it again on the same port and data. */
  restart(signal?: NodeJS.Signals): Promise<void>;
}

/** What `startApiServer` starts. Durations are Go's: `90s`, `5m`. */
export interface ApiServerOptions {
  /** Where the data is, and stays. Default: a new folder that `stop` deletes. */
  readonly dir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** How long events live. Default: `1h`. */
  readonly eventTtl?: string;
  /** How often history is compacted unasked. Default: `0`, never. */
  readonly compactionInterval?: string;
  /** Whether writes wait for the disk, as they do in production. Default: false. */
  readonly fsync?: boolean;
}

/** Why there is no real API server here; undefined when there can be one. */
export const whyNoApiServer = (): string | undefined => whyNoGo('kube-apiserver');

/** Builds the Go module and returns the program's path; see {@link buildGoProgram}. */
export function buildApiServer(): Promise<string | undefined> {
  return buildGoProgram({
    name: 'kube-apiserver',
    folder,
    options: ['-ldflags', '-X k8s.io/component-base/version.gitVersion=v1.36.3'],
    takes: 'about five minutes',
  });
}

/** Starts etcd and kube-apiserver; about four seconds. Fails where there is no Go: see {@link whyNoApiServer}. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const program = await buildApiServer();
  if (program === undefined) throw new Error('a real kube-apiserver needs Go to be built');
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'kubeherald-apiserver-'));
  const removeOwnFolder = () => {
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  const launch = async (port: string): Promise<[Child, Announcement]> => {
    const child = start(program, [
      `--dir=${dir}`,
      `--port=${port}`,
      `--event-ttl=${options.eventTtl ?? '1h'}`,
      `--compaction-interval=${options.compactionInterval ?? '0'}`,
      `--etcd-unsafe-no-fsync=${!options.fsync}`,
      '--exit-with-stdin',
    ]);
    return [child, parse(await child.line(), isAnnouncement)];
  };
  let [child, announced] = await launch(String(options.port ?? 0)).catch((error: unknown) => {
    removeOwnFolder();
    throw error;
  });
  const control = async <Answer>(path: string, is: (value: unknown) => value is Answer): Promise<Answer> => {
    const response = await fetch(`${announced.control}${path}`, { method: 'POST' });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
    return parse(text, is);
  };
  const command = async (path: string) => void (await control(path, isAnything));
  const { server, caFile, tokens, kubeconfigs, clientCertKubeconfig } = announced;
  return {
    name: 'kube-apiserver',
    dir,
    server,
    caFile,
    tokens,
    kubeconfigs,
    clientCertKubeconfig,
    'certificate-authority-data': announced['certificate-authority-data'],
    get control() {
      return announced.control;
    },
    get child() {
      return child;
    },
    token: of('admin', tokens),
    kubeconfig: of('events-reader', kubeconfigs),
    kubeconfigOf: async (user) => of(user, kubeconfigs),
    compact: () => command('/compact'),
    snapshot: () => command('/etcd/snapshot'),
    rewind: () => command('/etcd/restore'),
    stopEtcd: () => command('/etcd/stop'),
    startEtcd: () => command('/etcd/start'),
    serviceAccountToken: async (namespace, name, seconds) => {
      const query = new URLSearchParams({ namespace, name, seconds: String(seconds) });
      return (await control(`/token?${query}`, isToken)).token;
    },
    kill: (signal) => child.kill(signal),
    restart: async (signal = 'SIGTERM') => {
      await child.kill(signal);
      [child, announced] = await launch(new URL(server).port);
    },
    stop: async () => {
      await child.kill('SIGTERM');
      removeOwnFolder();
    },
  };
}

function of(user: string, byUser: Readonly<Record<string, string>>): string {
  const found = byUser[user];
  if (found === undefined) throw new Error(`no user ${user}; there are: ${Object.keys(byUser).join(', ')}`);
  return found;
}

const isTexts = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');

function isAnnouncement(value: unknown): value is Announcement {
  const texts = {
    server: 'string',
    caFile: 'string',
    'certificate-authority-data': 'string',
    clientCertKubeconfig: 'string',
    control: 'string',
  } as const;
  if (typeof value !== 'object' || value === null || !hasFields(value, texts)) return false;
  return 'tokens' in value && isTexts(value.tokens) && 'kubeconfigs' in value && isTexts(value.kubeconfigs);
}

const isToken = (value: unknown): value is { token: string } => hasFields(value, { token: 'string' });
const isAnything = (value: unknown): value is unknown => value !== undefined;
