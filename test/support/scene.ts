import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatorOptions } from '@kubeherald/simulator';
import { type Daemon, startDaemon, writeConfig } from './daemon.ts';
import { type Destination, startDestination } from './destination.ts';
import { podEvent } from './events.ts';
import { type SimulatedCluster, startSimulatedCluster } from './simulated-cluster.ts';
import { until } from './until.ts';

/** What varies in an event that a scene emits. */
export interface SceneEvent {
  readonly pod?: string;
  readonly namespace?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly type?: string;
}

/** A simulated cluster, a folder, and everything that a test starts on them: all of it goes when the test is over. */
export interface Scene {
  readonly cluster: SimulatedCluster;
  readonly folder: string;
  /** A path in the folder. */
  path(...names: string[]): string;
  destination(): Promise<Destination>;
  /** A config with the cluster, a journal in the folder and a free admin port, `over` laid upon it. */
  config(over: object): object;
  /** {@link config}, written to the folder; the file's path. */
  configFile(over: object): string;
  /** Starts the daemon and waits until it is ready. */
  run(configFile: string): Promise<Daemon>;
  /** Writes an event of its own; answers with its id: uid and resourceVersion. */
  emit(event?: SceneEvent): string;
  /** {@link emit}, so many times. */
  emitMany(count: number, event?: (index: number) => SceneEvent): string[];
  end(): Promise<void>;
}

/** A webhook sink that sends its batches as arrays, and tries again soon. */
export const webhook = (name: string, url: string, over: object = {}): object => ({
  name,
  use: 'webhook',
  retry: { initial: '20ms', max: '100ms' },
  with: { url, batch: 'array' },
  ...over,
});

/** Starts a cluster and makes a folder. */
export async function openScene(options: SimulatorOptions = {}): Promise<Scene> {
  const cluster = await startSimulatedCluster(options);
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-e2e-'));
  const daemons: Daemon[] = [];
  const destinations: Destination[] = [];
  let emitted = 0;
  const config = (over: object) => ({
    cluster: 'e2e',
    source: { kubernetes: { kubeconfig: cluster.kubeconfig } },
    journal: { path: join(folder, 'journal') },
    admin: { host: '127.0.0.1', port: 0 },
    ...over,
  });
  const emit = (event: SceneEvent = {}) => {
    emitted += 1;
    const { uid, resourceVersion } = cluster.simulator.emit(
      podEvent({
        name: `event.${emitted.toString(16).padStart(8, '0')}`,
        namespace: 'team-a',
        pod: `pod-${emitted % 17}`,
        message: `number ${emitted}`,
        ...event,
      }),
    );
    return `${uid}:${resourceVersion}`;
  };
  return {
    cluster,
    folder,
    path: (...names) => join(folder, ...names),
    destination: async () => {
      const destination = await startDestination();
      destinations.push(destination);
      return destination;
    },
    config,
    configFile: (over) => writeConfig(folder, config(over)),
    run: async (file) => {
      const daemon = await startDaemon(file);
      daemons.push(daemon);
      await until('the daemon to be ready', async () => (await daemon.get('/readyz')).status === 200);
      return daemon;
    },
    emit,
    emitMany: (count, event = () => ({})) => Array.from({ length: count }, (_, index) => emit(event(index))),
    end: async () => {
      await Promise.all(daemons.map((daemon) => daemon.child.kill('SIGKILL')));
      await Promise.all(destinations.map((destination) => destination.stop()));
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
