import { resolve } from 'node:path';
import { systemClock } from './clock.ts';
import { faultLine, inOrder, readConfigAside } from './config/index.ts';
import { ConfigurationError } from './errors.ts';
import type { DaemonLog } from './log.ts';
import { compileMatches } from './matches.ts';
import { createMetrics } from './metrics.ts';
import { surroundings } from './surroundings.ts';
import { fillReferences, referenceFaults } from './template/reference.ts';
import { sinkFaults } from './validate-sink.ts';

/**
 * Reads a config and loads its sinks without running anything.
 * @throws ConfigurationError with everything that is wrong.
 */
export async function validateConfig(configFile: string, log: DaemonLog): Promise<{ readonly sinks: number }> {
  const file = resolve(configFile);
  const read = await readConfigAside(file);
  const config = read.kind === 'good' ? read.config : { cluster: '', journal: { path: '' } };
  const sinks = read.kind === 'good' ? new Map(read.config.sinks.entries()) : read.sound;
  const faults = read.kind === 'good' ? [] : [...read.faults];
  const secrets = read.kind === 'good' ? read.secrets : [];
  const metrics = createMetrics({ version: '', node: process.version });
  const around = surroundings(config, file, systemClock, log, metrics, secrets);
  // The cluster is not asked for templates here: without them each sink has its default.
  const filled = [...sinks.values()].map((sink) => ({ ...sink, with: fillReferences(sink.with, () => undefined) }));
  const cut = read.kind === 'good' ? new Set<number>() : read.cut;
  const indices = [...sinks.keys()];
  const told = await Promise.all(filled.map((sink, at) => sinkFaults(sink, around, cut.has(indices[at] ?? 0))));
  for (const [position, [index, sink]] of [...sinks].entries()) {
    const wrong = [...compileMatches([sink]).faults, ...referenceFaults([sink])];
    const found = wrong.map(({ path, message }) => ({ path: path.replace('/sinks/0', ''), message }));
    for (const { path, message } of [...found, ...(told[position] ?? [])])
      faults.push(faultLine(file, read.places, `/sinks/${index}${path}`, message));
  }
  if (faults.length > 0) throw new ConfigurationError(inOrder(faults));
  return { sinks: sinks.size };
}
