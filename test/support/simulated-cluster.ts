import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from '@kubeherald/simulator';
import type { Cluster } from './cluster.ts';

/** A simulated cluster, with the simulator itself for faults that only it can make. */
export interface SimulatedCluster extends Cluster {
  readonly simulator: Simulator;
}

/** Starts a simulator on TLS, as the real API server speaks it. */
export async function startSimulatedCluster(options: SimulatorOptions = {}): Promise<SimulatedCluster> {
  const simulator = await startSimulator({
    compactionIntervalMs: 0,
    tls: true,
    namespaces: ['team-a', 'team-b'],
    ...options,
  });
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-cluster-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await simulator.writeKubeconfig(kubeconfig);
  const caFile = join(folder, 'ca.crt');
  if (simulator.ca !== undefined) writeFileSync(caFile, simulator.ca);
  let saved = simulator.resourceVersion;
  return {
    name: 'simulator',
    simulator,
    server: simulator.server,
    token: 'admin-token',
    ...(simulator.ca === undefined ? {} : { caFile }),
    kubeconfig,
    kubeconfigOf: async (user) => {
      const path = join(folder, `${user}.kubeconfig`);
      await simulator.writeKubeconfig(path, user);
      return path;
    },
    compact: async () => simulator.compact(),
    snapshot: async () => {
      saved = simulator.resourceVersion;
    },
    rewind: async () => simulator.rewind(Number(saved)),
    stop: async () => {
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
