import { resolve } from 'node:path';
import { type Clock, systemClock } from '../clock.ts';
import { readConfigAside } from '../config/index.ts';
import { accept } from '../loading.ts';
import type { DaemonLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { noSuchSink } from '../no-such-sink.ts';
import { surroundings } from '../surroundings.ts';
import { fillOnce } from '../template/fill-once.ts';
import { checkJournalFolder } from './check-journal.ts';
import type { CheckRow } from './check-row.ts';
import { checkSink } from './check-sink.ts';
import { checkEventSource } from './check-source.ts';

/** What to check. */
export interface CheckOptions {
  readonly configFile: string;
  /** Only this sink, and neither source nor journal. */
  readonly sink?: string;
  /** Milliseconds for each sink's check; default: that of its deliveries. */
  readonly timeoutMs?: number;
  readonly log: DaemonLog;
  readonly clock?: Clock;
}

/**
 * Asks everything that a config names whether it is there: each sink's destination, the API server, the journal's folder. Nothing is
 * delivered or written, and a daemon that runs with the same config is not disturbed.
 * @throws ConfigurationError when the file itself is wrong (a sink that cannot be loaded is a row); HeraldError KH_NO_SUCH_SINK
 */
export async function checkConfig(options: CheckOptions): Promise<readonly CheckRow[]> {
  const { log, sink: only, timeoutMs, clock = systemClock } = options;
  const file = resolve(options.configFile);
  const loaded = accept(file, await readConfigAside(file));
  const { config } = loaded;
  log.hide(loaded.secrets);
  const sinks = config.sinks.filter(({ name }) => only === undefined || name === only);
  if (only !== undefined && sinks.length === 0)
    throw noSuchSink(
      only,
      file,
      config.sinks.map(({ name }) => name),
    );
  const metrics = createMetrics({ version: '', node: process.version });
  const around = surroundings(config, file, clock, log, metrics, loaded.secrets);
  const filledSinks = async () => (await fillOnce({ ...loaded, config: { ...config, sinks } }, around)).config.sinks;
  const { startAt: _, ...kubernetes } = config.kubernetes;
  const beside =
    only === undefined
      ? [checkEventSource(kubernetes, clock, log), checkJournalFolder(config.journal, clock).then((row) => [row])]
      : [];
  const [sinkRows, ...otherRows] = await Promise.all([
    filledSinks().then((filled) => Promise.all(filled.map((sink) => checkSink(sink, around, loaded.line, timeoutMs)))),
    ...beside,
  ]);
  return [...otherRows.flat(), ...sinkRows];
}
