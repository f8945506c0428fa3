import {
  type Flags,
  mapSink,
  mapSource,
  readCommandLine,
  readUriFlag,
  redactArguments,
  SourceError,
  UnusableSinkError,
} from '@kubeherald/kube-eventer';
import type { ConvertedSink } from '../conversion.ts';
import { ConversionError } from '../conversion-error.ts';
import { isFields } from '../part.ts';
import { withoutOwnParameters } from './own-parameters.ts';

/** The flags of one kube-eventer, and the environment that it sees. */
export interface Invocation {
  readonly args: readonly string[];
  /** Stand-ins where a value is not known. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether a text holds a stand-in. */
  readonly isUnknown: (text: string) => boolean;
  /** Where an argument stands, for errors. */
  readonly place: (index: number) => string;
}

/** What an invocation becomes. */
export interface ConvertedFlags {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly sinks: readonly ConvertedSink[];
  readonly changes: readonly string[];
  readonly unexpressed: readonly string[];
}

/** Where a pod finds the API server; of their values nothing depends here. */
const inCluster = { KUBERNETES_SERVICE_HOST: 'kubernetes.default.svc', KUBERNETES_SERVICE_PORT: '443' };

/**
 * Turns kube-eventer's flags into settings and sinks.
 * @throws ConversionError when kube-eventer would not start on them
 */
export function convertFlags({ args, environment, isUnknown, place }: Invocation): ConvertedFlags {
  const seen = { ...inCluster, ...environment };
  const asked = readCommandLine(args, 'kube-eventer', seen);
  if (asked.kind !== 'run') throw wrongArgument(args, seen, place, asked);
  const { flags, notes } = asked;
  const [source] = flags.sources;
  if (source === undefined || flags.sources.length > 1) {
    throw new ConversionError([
      `${place(0)}: expected one --source=kubernetes:…, found ${flags.sources.length}; kube-eventer does not start without it`,
    ]);
  }
  const used = new Set<string>();
  const unexpressed: string[] = [];
  const sinks = flags.sinks.flatMap((text) => {
    try {
      return [sinkOf(text, seen, used)];
    } catch (error) {
      if (!(error instanceof UnusableSinkError)) throw error;
      const [shown = ''] = redactArguments([`--sink=${text}`]);
      const why = isUnknown(readUriFlag(text, seen).text)
        ? `cannot be read without the values of its variables; write them in, and convert again (${error.message})`
        : `cannot work, and kube-eventer leaves it out: ${error.message}`;
      unexpressed.push(`${place(indexOf(args, text))}: ${shown} ${why}`);
      return [];
    }
  });
  const mapped = sourceOf(source, seen, place(indexOf(args, source)));
  return {
    settings: {
      source: { kubernetes: mapped.kubernetes },
      ...adminOf(flags),
      ...(flags.verbosity > 0 ? { log: { level: 'debug' } } : {}),
    },
    sinks,
    changes: [...notes, ...mapped.notes, ...changesOf(flags)],
    unexpressed: [
      ...unexpressed,
      ...(flags.exactLabels
        ? [
            '--event-metrics-labels=exact: the metrics eventer_events_* exist only under kube-eventer’s flags; count with kubeherald_events_received_total, or keep running on the flags',
          ]
        : []),
    ],
  };
}

function sinkOf(text: string, seen: Readonly<Record<string, string>>, used: Set<string>): ConvertedSink {
  const flag = readUriFlag(text, seen);
  const mapped = mapSink(flag, seen);
  const options = mapped.use === 'webhook' ? webhookOptions(mapped.with) : { with: mapped.with, changes: [] };
  const [shown = ''] = redactArguments([`--sink=${text}`]);
  return {
    name: freeName(flag.name, used),
    use: mapped.use,
    match: { ...mapped.match },
    with: options.with,
    ...(mapped.delivery === undefined ? {} : { delivery: mapped.delivery }),
    origin: shown,
    changes: [...mapped.notes, ...options.changes],
    unexpressed:
      mapped.use === 'webhook' && /^https:\/\/zqv\d+zqvurl/.test(flag.text)
        ? [
            'its URL is in a variable: what that holds beside the URL, such as level= and method=, is not seen here; write it as match and method',
          ]
        : [],
    secrets: mapped.use === 'webhook' ? [] : (mapped.secrets ?? []),
  };
}

function webhookOptions(options: Readonly<Record<string, unknown>>): {
  readonly with: Readonly<Record<string, unknown>>;
  readonly changes: readonly string[];
} {
  if (typeof options.url !== 'string') return { with: options, changes: [] };
  const { url, removed } = withoutOwnParameters(options.url);
  const reference =
    isFields(options.template) && isFields(options.template.go) ? options.template.go.configMap : undefined;
  return {
    with: { ...options, url },
    changes: [
      ...(options.template === undefined
        ? []
        : [
            'compat: exact-if-valid gives kube-eventer’s bytes, but escaped values where those are broken JSON; without that line values in JSON are always escaped',
          ]),
      ...(removed.length === 0
        ? []
        : [
            `${removed.join(', ')}: taken out of the URL, which kube-eventer sends to the receiver with all its own parameters`,
          ]),
      ...(isFields(reference)
        ? [
            `the body is read from the ConfigMap and followed when it changes: the service account needs get, list and watch of configmaps in ${String(reference.namespace)}`,
          ]
        : []),
    ],
  };
}

function sourceOf(text: string, seen: Readonly<Record<string, string>>, where: string) {
  try {
    return mapSource(readUriFlag(text, seen), seen);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new ConversionError([`${where}: ${error.message}`], { cause: error });
  }
}

function adminOf({ healthzIp, healthzPort }: Flags): Readonly<Record<string, unknown>> {
  return healthzIp === '0.0.0.0' && healthzPort === 8084 ? {} : { admin: { host: healthzIp, port: healthzPort } };
}

function changesOf({ frequency, eventMetrics }: Flags): readonly string[] {
  return [
    `--frequency=${frequency / 1e9}s: events are sent as they come, not once in a period; to gather them into batches, set delivery: { linger: ${frequency / 1e9}s } on a sink`,
    ...(eventMetrics
      ? [
          'the metrics eventer_* and the answer "ok" of /healthz belong to kube-eventer’s flags; with a config they are kubeherald_*, and /healthz answers JSON (with status 200 while all is well)',
        ]
      : []),
    'events wait in /var/lib/kubeherald until every sink has them: mount a volume there, or set journal: { memory: true }',
  ];
}

/** kube-eventer's name of the sink, with a number from the second on. */
function freeName(kind: string, used: Set<string>): string {
  let name = kind;
  for (let count = 2; used.has(name); count++) name = `${kind}-${count}`;
  used.add(name);
  return name;
}

function indexOf(args: readonly string[], value: string): number {
  return Math.max(
    0,
    args.findIndex((argument) => argument === value || argument.endsWith(`=${value}`)),
  );
}

/** The fault of the first argument with which reading fails as it does with all. */
function wrongArgument(
  args: readonly string[],
  seen: Readonly<Record<string, string>>,
  place: (index: number) => string,
  asked: { readonly kind: string; readonly text?: string },
): ConversionError {
  const messageOf = (count: number): string | undefined => {
    const read = readCommandLine(args.slice(0, count), 'kube-eventer', seen);
    return read.kind === 'usage' ? read.text.split('\n')[0] : undefined;
  };
  const message = asked.text?.split('\n')[0];
  const index = args.findIndex((_, at) => message !== undefined && messageOf(at + 1) === message);
  const said =
    asked.kind === 'version' || message?.startsWith('Usage') === true
      ? 'with --version or --help kube-eventer runs nothing'
      : `${message ?? ''}; kube-eventer does not start with it`;
  return new ConversionError([
    `${place(Math.max(0, index))}: ${said}. Expected --source=kubernetes:… and --sink=<name>:<uri>`,
  ]);
}
