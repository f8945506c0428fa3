import { resolve } from 'node:path';
import { systemClock } from './clock.ts';
import { faultLine, inOrder, readConfigAside } from './config/index.ts';
import { ConfigurationError } from './errors.ts';
import { discard, prepareSinks } from './loading.ts';
import type { DaemonLog } from './log.ts';
import { compileMatches } from './matches.ts';
import { createMetrics } from './metrics.ts';
import type { FaultySink, PreparedSink } from './sink.ts';
import { surroundings } from './surroundings.ts';
import { fillReferences, referenceFaults } from './template/reference.ts';

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
  const prepared = await Promise.all((await prepareSinks(filled, around)).map(opened));
  await discard(prepared);
  for (const [position, [index, sink]] of [...sinks].entries()) {
    const wrong = [...compileMatches([sink]).faults, ...referenceFaults([sink])];
    const found = wrong.map(({ path, message }) => ({
      path: path.replace('/sinks/0', ''),
      message,
    }));
    const one = prepared[position];
    if (one?.kind === 'faulty') found.push(...one.faults);
    for (const { path, message } of found) faults.push(faultLine(file, read.places, `/sinks/${index}${path}`, message));
  }
  if (faults.length > 0) throw new ConfigurationError(inOrder(faults));
  return { sinks: sinks.size };
}

/** A sink as it is after it was opened: only then does it look at its templates and files. Opening does no network, and nothing is sent. */
async function opened(sink: PreparedSink | FaultySink): Promise<PreparedSink | FaultySink> {
  if (sink.kind === 'faulty') return sink;
  const outcome = await sink.worker.open();
  if (outcome.kind !== 'misconfigured') return sink;
  await discard([sink]);
  return { kind: 'faulty', settings: sink.settings, faults: [{ path: '/with', message: outcome.error.message }] };
}
