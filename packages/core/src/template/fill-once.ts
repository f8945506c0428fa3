import type { SinkConfig } from '../config/index.ts';
import { type Loaded, patienceMs } from '../loading.ts';
import type { SinkSurroundings } from '../sink.ts';
import { SinkTemplates } from './sink-templates.ts';
import { tryOut } from './try-out.ts';

/** The config with the templates that its ConfigMaps hold now; what is wrong with one is a warning in the log. */
export async function fillOnce(loaded: Loaded, around: SinkSurroundings): Promise<Loaded> {
  const { clock, log, metrics } = around;
  const templates = new SinkTemplates({
    kubernetes: loaded.config.kubernetes,
    clock,
    log,
    metrics,
    tryOut: (sink, secrets) => tryOut(sink, { ...around, secrets }, patienceMs(loaded.config.sinks.length)),
  });
  try {
    return await templates.fill(loaded);
  } finally {
    await templates.close();
  }
}

/** {@link fillOnce} for one sink of the config. */
export async function withTemplates(sink: SinkConfig, loaded: Loaded, around: SinkSurroundings): Promise<SinkConfig> {
  const one = await fillOnce({ ...loaded, config: { ...loaded.config, sinks: [sink] } }, around);
  return one.config.sinks[0] ?? sink;
}
