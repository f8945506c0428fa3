// `npm run demo -- --stand-ins`: the daemon on a simulated cluster, with every sink that has a stand-in; shows what each of them got.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog, startHost } from '@kubeherald/core';
import { startSimulator } from '@kubeherald/simulator';
import type { Peer } from '@kubeherald/stand-ins/each';
import { writeConfig } from '../support/daemon.ts';
import { textTable } from '../support/text-table.ts';
import { startPeers } from './peers.ts';

const { values } = parseArgs({
  options: {
    'stand-ins': { type: 'boolean' },
    once: { type: 'boolean', default: false },
    rate: { type: 'string', default: '5' },
    port: { type: 'string', default: '0' },
  },
});
/** Milliseconds between two tables: chats that take 20 messages a minute get some in it. */
const tableEveryMs = 10_000;
/** Characters of the newest thing that a terminal's line has room for. */
const shown = 100;

/** What each stand-in got so far. */
function summary(peers: readonly Peer[]): string {
  const rows = peers.map(({ sink, arrived }) => {
    const things = arrived();
    return [sink, String(things.length), (things.at(-1) ?? '').replace(/\s+/g, ' ').slice(0, shown)];
  });
  return textTable([['sink', 'got', 'the newest'], ...rows]);
}

/** Resolves when somebody wants to end it; with `--once`, when every stand-in got something. */
function ended(peers: readonly Peer[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    const look = () => {
      if (values.once && peers.every(({ arrived }) => arrived().length > 0)) resolve();
    };
    setInterval(look, 200).unref();
  });
}

const folder = mkdtempSync(join(tmpdir(), 'kubeherald-demo-'));
const [peers, simulator] = await Promise.all([startPeers(), startSimulator({ seed: 1 })]);
const kubeconfig = join(folder, 'kubeconfig');
await simulator.writeKubeconfig(kubeconfig);
const configFile = writeConfig(folder, {
  cluster: 'demo',
  source: { kubernetes: { kubeconfig } },
  journal: { path: join(folder, 'journal') },
  admin: { host: '127.0.0.1', port: Number(values.port) },
  sinks: peers.map(({ sink, options }) => ({ name: sink, use: sink, with: options })),
});
const host = await startHost({ config: configFile, version: 'demo', log: createLog('warn') });
process.stdout.write(`
kubeherald is watching a simulated cluster; every sink delivers to a stand-in of its destination, which keeps the real one's rules.
  less ${configFile}    the config it runs on
  curl ${host.url}/api/v1/status    what it does right now
${values.once ? 'It ends by itself when every stand-in got something.' : 'Ctrl-C stops it.'}

`);
simulator.generate(Number(values.rate));
const tables = setInterval(() => process.stdout.write(`${summary(peers)}\n\n`), tableEveryMs);
await Promise.race([ended(peers), host.failed]);
clearInterval(tables);
await host.stop('demo');
process.stdout.write(`${summary(peers)}\n`);
await Promise.all(peers.map((peer) => peer.down()));
await simulator.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
