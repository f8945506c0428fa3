import { type Config, faultLine, type ReadConfig } from './config/index.ts';
import { ConfigurationError } from './errors.ts';
import { type CompiledMatches, compileMatches } from './matches.ts';
import { type FaultySink, type PreparedSink, prepareSink, type SinkSurroundings } from './sink.ts';
import { referenceFaults } from './template/reference.ts';

/** A config that was read, with its matches compiled and its plugins loaded. */
export interface Loaded {
  readonly config: Config;
  readonly secrets: readonly string[];
  readonly matches: CompiledMatches['matches'];
  /** Says a fault of a sink as the user reads it: with file, line and column. `path` is a JSON pointer into the sink's config. */
  readonly line: (sink: string, path: string, message: string) => string;
}

/**
 * Takes what reading gave.
 * @throws ConfigurationError with all that is wrong in the file itself, the patterns of matches and references to ConfigMaps included.
 */
export function accept(file: string, read: ReadConfig): Loaded {
  if (read.kind === 'faulty') throw new ConfigurationError(read.faults);
  const { config, places, secrets } = read;
  const { matches, faults: wrongMatches } = compileMatches(config.sinks);
  const faults = [...wrongMatches, ...referenceFaults(config.sinks)];
  if (faults.length > 0)
    throw new ConfigurationError(faults.map(({ path, message }) => faultLine(file, places, path, message)));
  const line = (sink: string, path: string, message: string) => {
    const index = config.sinks.findIndex((one) => one.name === sink);
    return faultLine(file, places, `/sinks/${index}${path}`, message);
  };
  return { config, secrets, matches, line };
}

/** Loads the plugins of these sinks, each in its own thread, at the same time. */
export function prepareSinks(
  sinks: Config['sinks'],
  around: SinkSurroundings,
): Promise<readonly (PreparedSink | FaultySink)[]> {
  return Promise.all(sinks.map((sink) => prepareSink(sink, around)));
}

/**
 * For plugins to load before the daemon starts without them (ms): one takes 0.3 s, on a tenth of a CPU 3, and they share it. Less than a
 * plugin has in all: one that is late is not faulty.
 */
export const patienceMs = (plugins: number): number => Math.min(45_000, 10_000 + 3_000 * (plugins - 1));

/**
 * As {@link prepareSinks}, but a plugin that hangs while it is imported does not keep the daemon from starting: it counts as faulty, `late`,
 * and is to be tried again.
 */
export async function prepareInTime(
  sinks: Config['sinks'],
  around: SinkSurroundings,
): Promise<readonly (PreparedSink | (FaultySink & { readonly late?: true }))[]> {
  const enough = new AbortController();
  // Called off once all are loaded; then nobody waits for it.
  const patience = patienceMs(sinks.length);
  const outOfTime = around.clock.sleep(patience, enough.signal).catch((error: unknown) => {
    if (!enough.signal.aborted) throw error;
  });
  const prepared = await Promise.all(
    sinks.map(async (settings) => {
      const preparing = prepareSink(settings, around);
      const sink = await Promise.race([preparing, outOfTime]);
      if (sink !== undefined) return sink;
      void preparing.then((loaded) => discard([loaded]));
      const message = `its plugin is still being imported after ${patience / 1000} s: it may wait for something, or never end; the other sinks run, and it is tried again`;
      return { kind: 'faulty', settings, faults: [{ path: '/use', message }], late: true } as const;
    }),
  );
  enough.abort();
  return prepared;
}

/** What is wrong with the sinks that cannot run, as the user reads it. */
export function faultLines(prepared: readonly (PreparedSink | FaultySink)[], line: Loaded['line']): readonly string[] {
  return prepared.flatMap((sink) =>
    sink.kind === 'faulty' ? sink.faults.map(({ path, message }) => line(sink.settings.name, path, message)) : [],
  );
}

/** Ends the threads of plugins that were loaded and are not to run. */
export async function discard(prepared: readonly (PreparedSink | FaultySink)[]): Promise<void> {
  await Promise.all(prepared.flatMap((sink) => (sink.kind === 'prepared' ? [sink.worker.close(1_000)] : [])));
}

/** The sinks and their matches, in the order of the config. */
export function sinkMatches(config: Config, matches: Loaded['matches']) {
  return config.sinks.flatMap(({ name }) => {
    const match = matches.get(name);
    return match ? [{ name, match }] : [];
  });
}
