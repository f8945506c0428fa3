import { dirname, join } from 'node:path';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { SinkSurroundings } from './sink.ts';

/** What all sinks of a config share. `secrets`: the values of the config that nothing may show. */
export function surroundings(
  config: { readonly cluster: string; readonly journal: { readonly path: string } },
  file: string,
  clock: Clock,
  log: Log,
  metrics: Metrics,
  secrets: readonly string[],
): SinkSurroundings {
  const deadLetters = join(config.journal.path, 'dead-letters');
  return { cluster: config.cluster, configFolder: dirname(file), deadLetters, clock, log, metrics, secrets };
}
