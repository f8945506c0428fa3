import { resolve } from 'node:path';
import { systemClock } from './clock.ts';
import { readConfigInThread } from './config/index.ts';
import { ConfigurationError } from './errors.ts';
import { accept, discard, faultLines, prepareSinks } from './loading.ts';
import type { DaemonLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { surroundings } from './surroundings.ts';

/**
 * Reads a config and loads its sinks without running anything.
 * @throws ConfigurationError with everything that is wrong.
 */
export async function validateConfig(configFile: string, log: DaemonLog): Promise<{ readonly sinks: number }> {
  const file = resolve(configFile);
  const { config, line } = accept(file, await readConfigInThread(file));
  const metrics = createMetrics({ version: '', node: process.version });
  const prepared = await prepareSinks(config.sinks, surroundings(config, file, systemClock, log, metrics));
  await discard(prepared);
  const faults = faultLines(prepared, line);
  if (faults.length > 0) throw new ConfigurationError(faults);
  return { sinks: config.sinks.length };
}
