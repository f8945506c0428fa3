import type { Environment } from './environment.ts';
import { formatGoDuration, parseGoDuration } from './go-duration.ts';
import { mapSink } from './map-sink.ts';
import { type MappedSink, UnusableSinkError } from './mapped-sink.ts';
import { redactUri } from './redact.ts';
import { type MappedSource, mapSource } from './source.ts';
import { readUriFlag } from './uri-flag.ts';

/** Flags that fit together, with their defaults. */
export interface Flags {
  readonly sources: readonly string[];
  readonly sinks: readonly string[];
  /** Nanoseconds. */
  readonly frequency: number;
  readonly healthzIp: string;
  readonly healthzPort: number;
  readonly eventMetrics: boolean;
  readonly exactLabels: boolean;
  readonly verbosity: number;
  /** A folder, `memory`, or undefined: not said. */
  readonly journal: string | undefined;
}

/** The settings of a config file that say the same, without `journal`, which depends on what the machine has. */
export interface Settings {
  readonly settings: Readonly<Record<string, unknown>> & { readonly source: Pick<MappedSource, 'kubernetes'> };
  /** Values that nothing may show. */
  readonly secrets: readonly string[];
  /** What differs from kube-eventer, and mistakes: lines for the log. */
  readonly notes: readonly string[];
  /** Sinks that are left out, each with the reason. */
  readonly failed: readonly string[];
}

/** What ends kube-eventer with status 255. */
export class FatalFlagError extends Error {
  override readonly name = 'FatalFlagError';
}

const second = 1e9;
const least = 5 * second;
const most = 180 * second;

/**
 * Builds the config that the flags mean.
 * @throws FatalFlagError or SourceError for what kube-eventer ends with status 255
 */
export function settingsOf(flags: Flags, environment: Environment): Settings {
  checkRanges(flags);
  const [source] = flags.sources;
  if (source === undefined || flags.sources.length !== 1) {
    throw new FatalFlagError(
      `Wrong number of sources specified: ${flags.sources.length}; expected one --source=kubernetes:…`,
    );
  }
  const { kubernetes, notes } = mapSource(readUriFlag(source, environment), environment);
  const mapped: { readonly name: string; readonly host: string; readonly sink: MappedSink }[] = [];
  const failed: string[] = [];
  let goesOn = false;
  for (const text of flags.sinks) {
    try {
      const flag = readUriFlag(text, environment);
      const sink = mapSink(flag, environment);
      const same = mapped.filter(({ sink: { use } }) => use === sink.use).length;
      mapped.push({ name: same === 0 ? flag.name : `${flag.name}-${same + 1}`, host: flag.url.host, sink });
    } catch (error) {
      if (!(error instanceof UnusableSinkError)) throw error;
      goesOn ||= error.goesOn;
      failed.push(`Failed to create ${redactUri(text)} sink: ${error.message}`);
    }
  }
  if (flags.sinks.length > 0 && mapped.length === 0 && !goesOn) {
    throw new FatalFlagError([...failed, 'No available sink to use'].join('\n'));
  }
  return {
    settings: {
      source: { kubernetes },
      admin: { host: flags.healthzIp, port: flags.healthzPort },
      log: { level: flags.verbosity > 0 ? 'debug' : 'info' },
      sinks: mapped.map(({ name, sink }) => ({
        name,
        use: sink.use,
        with: sink.with,
        match: sink.match,
        ...(sink.delivery === undefined ? {} : { delivery: withLinger(sink.delivery, flags.frequency) }),
      })),
    },
    secrets: mapped.flatMap(({ sink }) => sink.secrets ?? []),
    notes: [
      ...notes.map((note) => `source: ${note}`),
      ...mapped.flatMap(({ name, host, sink }) => {
        // Of several of a kind the host says which flag is meant.
        const several = host !== '' && mapped.filter(({ sink: { use } }) => use === sink.use).length > 1;
        return sink.notes.map((note) => `${name}${several ? ` (${host})` : ''}: ${note}`);
      }),
    ],
    failed,
  };
}

function checkRanges({ frequency, healthzPort }: Flags): void {
  if (healthzPort > 65_534) throw new FatalFlagError(`invalid port supplied for healthz ${healthzPort}`);
  const supplied = `supplied ${formatGoDuration(frequency)}`;
  if (frequency < least)
    throw new FatalFlagError(`frequency needs to be no less than ${formatGoDuration(least)}, ${supplied}`);
  if (frequency > most)
    throw new FatalFlagError(`frequency needs to be no greater than ${formatGoDuration(most)}, ${supplied}`);
}

/** No batch waits longer than `--frequency` to fill. */
function withLinger(delivery: Readonly<Record<string, unknown>>, frequency: number): Readonly<Record<string, unknown>> {
  const { linger } = delivery;
  const wanted = typeof linger === 'string' ? parseGoDuration(linger) : undefined;
  return wanted === undefined || wanted <= frequency ? delivery : { ...delivery, linger: `${frequency / 1e6}ms` };
}
