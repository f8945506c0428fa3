import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, createLog, type Host, startHost } from '@kubeherald/core';
import { startSimulator } from '@kubeherald/simulator';
import { stopSignal } from '../stop-signal.ts';
import { version } from '../version.ts';
import { onceEvents } from './once.ts';
import { startReceiver } from './receiver.ts';

/** Runs the daemon on a simulated cluster until it is stopped, or with `once` until enough events were delivered; resolves with the exit code. */
export async function demo(once: boolean, rate: number, adminPort: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-demo-'));
  const receiver = await startReceiver();
  const simulator = await startSimulator({ seed: 1 });
  let host: Host | undefined;
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    await simulator.writeKubeconfig(kubeconfig);
    const configFile = join(folder, 'config.yaml');
    const write = (chosen: number) => writeFileSync(configFile, demoConfig(folder, kubeconfig, receiver.url, chosen));
    write(adminPort);
    const log = createLog('warn');
    const start = () => startHost({ config: configFile, version, log });
    host = await start().catch((error: unknown) => {
      // Somebody else has the port: the demo is not worth a fight over it.
      if (!(error instanceof Error && 'code' in error && error.code === 'KH_ADMIN_LISTEN')) throw error;
      write(0);
      return start();
    });
    const { faults } = (await host.status()).config;
    if (faults.length > 0) {
      await host.stop('the demo lacks a sink');
      throw new ConfigurationError(faults);
    }
    process.stderr.write(greeting(host.url, folder, once));
    simulator.generate(rate);
    if (once) {
      await Promise.race([delivered(host), stopSignal(), host.failed]);
    } else {
      await Promise.race([stopSignal(), host.failed]);
    }
    await host.stop('demo');
    process.stderr.write(`\nThe webhook received ${receiver.events()} events. Goodbye.\n`);
    return 0;
  } finally {
    await simulator.stop();
    receiver.server.closeAllConnections();
    receiver.server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves when every sink has delivered enough. */
async function delivered(host: Host): Promise<void> {
  for (;;) {
    const { sinks } = await host.status();
    if (sinks.every((sink) => sink.delivered >= onceEvents)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function demoConfig(folder: string, kubeconfig: string, webhook: string, adminPort: number): string {
  return `cluster: demo
source: { kubernetes: { kubeconfig: ${JSON.stringify(kubeconfig)} } }
journal: { path: ${JSON.stringify(join(folder, 'journal'))} }
admin: { host: 127.0.0.1, port: ${adminPort} }
sinks:
  - name: terminal
    use: log
    with: { format: text }
  - name: webhook
    use: webhook
    with: { url: ${JSON.stringify(webhook)}, batch: array }
`;
}

function greeting(url: string, folder: string, once: boolean): string {
  return `
kubeherald is watching a simulated cluster; its events go to this terminal and to a webhook.
Try, in another terminal:
  curl ${url}/api/v1/status     what it does right now
  curl ${url}/metrics           for Prometheus
  curl ${url}/readyz            for the kubelet
  less ${folder}/config.yaml    the config it runs on
${once ? `It ends by itself after ${onceEvents} events.` : 'Ctrl-C stops it.'}

`;
}
