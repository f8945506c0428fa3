import { parseBytes, parseDuration } from '@kubeherald/sink-sdk';
import type { Static } from 'typebox';
import type { configSchema } from './schema.ts';

/** The config as written, with defaults filled in and secrets resolved. */
export type WrittenConfig = Static<typeof configSchema>;
type WrittenSink = WrittenConfig['sinks'][number];

/** `now`, `oldest`, or milliseconds back. */
export type StartSetting = 'now' | 'oldest' | number;

/** One sink; durations in milliseconds, sizes in bytes. */
export interface SinkConfig {
  readonly name: string;
  readonly use: string;
  readonly match: NonNullable<WrittenSink['match']>;
  readonly startAt: StartSetting;
  readonly delivery: {
    readonly maxEvents?: number;
    readonly maxBytes?: number;
    readonly lingerMs?: number;
    readonly concurrency?: number;
    readonly timeoutMs?: number;
    readonly rateLimit?: { readonly batches: number; readonly perMs: number; readonly burst: number };
  };
  readonly retry: { readonly initialMs: number; readonly maxMs: number; readonly maxAttempts?: number };
  readonly deadLetterBytes: number;
  readonly isolation: 'thread' | 'process';
  readonly heapMB?: number;
  readonly with: Readonly<Record<string, unknown>>;
}

/** The config in force: plain data, durations in milliseconds, sizes in bytes. */
export interface Config {
  readonly cluster: string;
  readonly kubernetes: Omit<WrittenConfig['source']['kubernetes'], 'startAt'> & { readonly startAt: StartSetting };
  readonly journal: {
    readonly path: string;
    readonly keep: 'all' | 'matched';
    readonly retentionBytes: number;
    readonly retentionAgeMs: number;
    readonly commitIntervalMs: number;
    readonly segmentBytes: number;
    readonly commitBytes: number;
    readonly memory: boolean;
    readonly memoryBytes: number;
  };
  readonly admin: { readonly host: string; readonly port: number; readonly token?: string };
  readonly logLevel: string;
  readonly shutdownMs: number;
  readonly sinks: readonly SinkConfig[];
}

/** A larger group would only delay the events in it: at this size a commit is dominated by writing. */
const mostCommitBytes = 4 * 1024 * 1024;

/** Durations to milliseconds, sizes to bytes; the schema has already said that they are such. */
export function resolve(written: WrittenConfig): Config {
  const { journal, admin, source } = written;
  return {
    cluster: written.cluster,
    kubernetes: { ...source.kubernetes, startAt: start(source.kubernetes.startAt) },
    journal: {
      path: journal.path,
      keep: journal.keep,
      retentionBytes: parseBytes(journal.retention.bytes),
      retentionAgeMs: parseDuration(journal.retention.age),
      commitIntervalMs: parseDuration(journal.commitInterval),
      segmentBytes: parseBytes(journal.segmentBytes),
      commitBytes: mostCommitBytes,
      memory: journal.memory,
      memoryBytes: parseBytes(journal.memoryBytes),
    },
    admin,
    logLevel: written.log.level,
    shutdownMs: parseDuration(written.shutdown.timeout),
    sinks: written.sinks.map(resolveSink),
  };
}

/** {@link resolve} for one sink. */
export function resolveSink(sink: WrittenSink): SinkConfig {
  const { delivery = {}, retry, resources } = sink;
  const { rateLimit } = delivery;
  return {
    name: sink.name,
    use: sink.use,
    match: sink.match ?? {},
    startAt: start(sink.startAt),
    delivery: {
      ...(delivery.maxEvents === undefined ? {} : { maxEvents: delivery.maxEvents }),
      ...(delivery.maxBytes === undefined ? {} : { maxBytes: parseBytes(delivery.maxBytes) }),
      ...(delivery.linger === undefined ? {} : { lingerMs: parseDuration(delivery.linger) }),
      ...(delivery.concurrency === undefined ? {} : { concurrency: delivery.concurrency }),
      ...(delivery.timeout === undefined ? {} : { timeoutMs: parseDuration(delivery.timeout) }),
      ...(rateLimit === undefined
        ? {}
        : {
            rateLimit: {
              batches: rateLimit.batches,
              perMs: parseDuration(rateLimit.per),
              burst: rateLimit.burst ?? 1,
            },
          }),
    },
    retry: {
      initialMs: parseDuration(retry?.initial ?? '500ms'),
      maxMs: parseDuration(retry?.max ?? '60s'),
      ...(retry?.maxAttempts === undefined ? {} : { maxAttempts: retry.maxAttempts }),
    },
    deadLetterBytes: parseBytes(sink.deadLetters.bytes),
    isolation: sink.isolation,
    ...(resources?.heapMB === undefined ? {} : { heapMB: resources.heapMB }),
    with: sink.with,
  };
}

function start(written: string | undefined): StartSetting {
  if (written === undefined || written === 'now') return 'now';
  return written === 'oldest' ? 'oldest' : parseDuration(written);
}
