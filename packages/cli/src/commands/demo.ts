import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, createLog, type Host, startHost } from '@kubeherald/core';
import { startSimulator } from '@kubeherald/simulator';
import { Command, InvalidArgumentError } from 'commander';
import { version } from '../version.ts';
import { stopSignal } from './run.ts';

/** Events that must reach both sinks before `--once` ends. */
const onceEvents = 20;

/** `kubeherald demo`: the daemon on a simulated cluster, with a log sink on this terminal and a webhook sink. */
export function demoCommand(finish: (code: number) => void): Command {
  return new Command('demo')
    .description('run the daemon on a simulated cluster and show its events here')
    .option('--once', `end with exit 0 after the first ${onceEvents} events reached both sinks`)
    .option('--rate <events>', 'events a second', positive, 5)
    .option('--port <port>', 'of the admin API; 0 chooses a free one', port, 8084)
    .action(async (options: { once?: true; rate: number; port: number }) => {
      finish(await demo(options.once === true, options.rate, options.port));
    });
}

async function demo(once: boolean, rate: number, adminPort: number): Promise<number> {
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
    const start = () => startHost({ configFile, version, log });
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

interface DemoReceiver {
  readonly server: Server;
  readonly url: string;
  events(): number;
}

/** The webhook's destination: counts the events of each JSON array. */
async function startReceiver(): Promise<DemoReceiver> {
  let events = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      events += Array.isArray(body) ? body.length : 1;
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the demo receiver has no port');
  return { server, url: `http://127.0.0.1:${address.port}/events`, events: () => events };
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('expected a number above 0, such as 5');
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('expected a port, 0 to 65535');
  return value;
}
