import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Daemon, startDaemon, writeConfig } from '../support/daemon.ts';
import { until } from '../support/until.ts';
import { type BenchReceiver, type FrameServer, startBenchReceiver, startFrameServer } from './peers.ts';

/** A daemon between a frame server and a receiver, each in a process of its own, with a journal on disk. */
export interface Bench {
  readonly frames: FrameServer;
  readonly receiver: BenchReceiver;
  readonly daemon: Daemon;
  readonly pid: number;
  delivered(sink: string, total: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts all three; `sinks` gives the config's sinks for the receiver's address. */
export async function startBench(sinks: (url: string) => readonly object[], journal: object = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-bench-'));
  const [frames, receiver] = await Promise.all([startFrameServer(), startBenchReceiver()]);
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor(frames.url));
  const config = writeConfig(folder, {
    cluster: 'bench',
    source: { kubernetes: { kubeconfig } },
    journal: { path: join(folder, 'journal'), ...journal },
    admin: { host: '127.0.0.1', port: 0 },
    sinks: sinks(receiver.url),
  });
  const daemon = await startDaemon(config);
  const pid = daemon.child.process.pid;
  if (pid === undefined) throw new Error('the daemon has no pid');
  await until('the daemon to be ready', async () => (await daemon.get('/readyz')).status === 200);
  return {
    frames,
    receiver,
    daemon,
    pid,
    delivered: async (sink, total) => {
      await until(
        `${total} delivered by ${sink}`,
        async () => {
          const found = (await daemon.status()).sinks.find((one) => one.name === sink);
          return found !== undefined && found.delivered >= total;
        },
        180_000,
        10,
      );
    },
    stop: async () => {
      await daemon.stop();
      await Promise.all([frames.stop(), receiver.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A kubeconfig without credentials, for a plain HTTP server. */
export function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bench', cluster: { server } }],
    users: [{ name: 'bench', user: { token: 'bench' } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    'current-context': 'bench',
  });
}
