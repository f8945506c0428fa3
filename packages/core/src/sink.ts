import { join } from 'node:path';
import {
  type GivenOptions,
  type Isolation,
  type PluginDescription,
  type ResolvedPlugin,
  resolvePlugin,
  type SinkWorker,
  startSinkWorker,
} from '@kubeherald/sink-host';
import type { Delivery, RehearsedRequest } from '@kubeherald/sink-sdk';
import type { Clock } from './clock.ts';
import { discreetLog, discreetWorker } from './discreet-worker.ts';
import { hider, secretsIn } from './hide.ts';
import {
  type Cursor,
  createLane,
  type LaneStatus,
  openDeadLetters,
  type Reader,
  type RetryPolicy,
} from './lane/index.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { laneObserver } from './observers.ts';
import type { Entry } from './record.ts';

/** One sink as the config has it; durations in milliseconds. */
export interface SinkSettings {
  readonly name: string;
  /** Short name, package or path of the plugin. */
  readonly use: string;
  readonly with: GivenOptions;
  readonly delivery: Partial<Delivery>;
  readonly retry: Partial<RetryPolicy>;
  readonly deadLetterBytes: number;
  /** Default `thread`. */
  readonly isolation?: Isolation;
  readonly heapMB?: number;
}

/** Where a sink lives. */
export interface SinkSurroundings {
  readonly cluster: string;
  readonly configFolder: string;
  /** Folder of the dead letters of all sinks. */
  readonly deadLetters: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Outcomes tell what the destination answered: for a person who tests. Default false. */
  readonly answers?: boolean;
  /** Given: the sink sends nothing, and what it would send comes here. */
  readonly rehearsal?: (request: RehearsedRequest) => void;
  /** Values of the config that nothing may show. Those that a sink's schema marks as secret are found beside them. */
  readonly secrets?: readonly string[];
}

/** A plugin that was found, loaded where it is to run, and likes its options. `worker` is that thread or process, ready to open. */
export interface PreparedSink {
  readonly kind: 'prepared';
  readonly settings: SinkSettings;
  readonly plugin: ResolvedPlugin;
  readonly description: PluginDescription;
  readonly worker: SinkWorker;
  /** Takes the secrets that the sink knows out of a text. The worker's outcomes and log lines are without them. */
  readonly hide: (text: string) => string;
}

/** What is wrong with a sink; `path` is a JSON pointer into the sink's config, "" for the whole. */
export interface FaultySink {
  readonly kind: 'faulty';
  readonly settings: SinkSettings;
  readonly faults: readonly { readonly path: string; readonly message: string }[];
}

/** The SDK's documented defaults; a plugin overrides them, the user overrides both. */
export const deliveryDefaults: Delivery = {
  maxEvents: 100,
  maxBytes: 1_048_576,
  lingerMs: 0,
  concurrency: 1,
  timeoutMs: 30_000,
};

/** Finds a sink's plugin, loads it where it is to run and has it check its options. Never rejects: what is wrong comes as faults. */
export async function prepareSink(
  settings: SinkSettings,
  around: SinkSurroundings,
): Promise<PreparedSink | FaultySink> {
  const { secrets = [] } = around;
  let hideKnown = hider(secrets);
  const hide = (text: string) => hideKnown(text);
  const faulty = (path: string, message: string): FaultySink => ({
    kind: 'faulty',
    settings,
    faults: [{ path, message: hide(message) }],
  });
  let plugin: ResolvedPlugin;
  try {
    plugin = resolvePlugin(settings.use, { configFolder: around.configFolder });
  } catch (error) {
    return faulty('/use', error instanceof Error ? error.message : String(error));
  }
  const worker = newWorker(settings, plugin, around, hide);
  const answer = await worker.describe();
  if (answer.kind === 'described') {
    const { description, faults } = answer;
    hideKnown = hider([...secrets, ...secretsIn(description.schema, settings.with)]);
    if (faults.length === 0) return { kind: 'prepared', settings, plugin, description, worker, hide };
  }
  await worker.close(closeMs);
  if (answer.kind === 'unusable') return faulty('/use', answer.error.message);
  const faults = answer.faults.map(({ path, message }) => ({ path: `/with${path}`, message: hide(message) }));
  return { kind: 'faulty', settings, faults };
}

/** A plugin that was only described has nothing to finish. */
const closeMs = 1_000;

/** For a plugin to load, and for a sink to open (ms): more than the start of a daemon waits for the plugins, so that a slow machine makes none faulty. */
const openTimeoutMs = 60_000;

function newWorker(
  settings: SinkSettings,
  plugin: ResolvedPlugin,
  around: SinkSurroundings,
  hide: PreparedSink['hide'],
): SinkWorker {
  const { log, metrics, cluster, answers = false, rehearsal } = around;
  const worker = startSinkWorker({
    plugin: plugin.url,
    name: settings.name,
    cluster,
    options: settings.with,
    log: discreetLog(log, hide),
    answers,
    openTimeoutMs,
    isolation: settings.isolation ?? 'thread',
    ...(rehearsal === undefined ? {} : { rehearsal }),
    ...(settings.heapMB === undefined ? {} : { resources: { heapMB: settings.heapMB } }),
    onRestart: (reason) => metrics.workerRestarts.inc({ sink: settings.name, reason }),
  });
  return discreetWorker(worker, hide);
}

/** What is asked of a sink before entries go that it has not acknowledged. */
export interface Claim {
  /** Whether it wants an entry that nothing was decided about for it. */
  wants(entry: Entry): boolean;
  /** Whether its lane has it in its hands. */
  holds(entry: Pick<Entry, 'sequence' | 'objectKey'>): boolean;
}

/** What a running sink is joined to. */
export interface SinkFlow {
  readonly reader: Reader;
  /** Opened by the number of workers. */
  openCursor(shards: number, claim: Claim): Promise<Cursor & { low(): number; acknowledged(entry: Entry): boolean }>;
  readonly wanted: (entry: Entry) => boolean;
}

/** A sink that delivers. */
export interface RunningSink {
  readonly settings: SinkSettings;
  readonly plugin: ResolvedPlugin;
  status(): LaneStatus;
  /** Everything at or below this sequence is settled. */
  position(): number;
  reopen(): Promise<void>;
  stop(deadlineMs: number): Promise<void>;
}

/** Opens the cursor, the dead letters and as many workers as the sink wants, and begins to deliver. */
export async function startSink(
  prepared: PreparedSink,
  flow: SinkFlow,
  around: SinkSurroundings,
): Promise<RunningSink> {
  const { settings, plugin, description, worker, hide } = prepared;
  const { clock, log, metrics } = around;
  const { name } = settings;
  const delivery: Delivery = { ...deliveryDefaults, ...description.delivery, ...settings.delivery };
  const workers = [worker];
  while (workers.length < delivery.concurrency) workers.push(newWorker(settings, plugin, around, hide));
  const deadLetters = await openDeadLetters({
    directory: join(around.deadLetters, encodeURIComponent(name)),
    maxBytes: settings.deadLetterBytes,
    dropped: (count) => {
      metrics.dropped.inc({ sink: name, reason: 'dead-letter-retention' }, count);
      log.warn({ sink: name, count }, 'the oldest dead letters were dropped, for there were too many');
    },
  });
  let holds: Claim['holds'] = () => false;
  const cursor = await flow.openCursor(workers.length, { wants: flow.wanted, holds: (entry) => holds(entry) });
  const lane = createLane(
    { name, delivery, retry: settings.retry },
    {
      reader: flow.reader,
      cursor,
      workers,
      wanted: (entry) => flow.wanted(entry) && !cursor.acknowledged(entry),
      deadLetters,
      clock,
      observer: laneObserver(name, metrics, log),
    },
  );
  holds = (entry) => lane.holds(entry);
  const info = { sink: name, isolation: settings.isolation ?? 'thread' };
  metrics.sinkInfo.set(info, 1);
  lane.start();
  return {
    settings,
    plugin,
    status: () => lane.status(),
    position: () => cursor.low(),
    reopen: async () => {
      for (const one of workers) {
        const outcome = await one.reopen(delivery.timeoutMs);
        if (outcome.kind !== 'accepted' && outcome.kind !== 'partial') {
          log.warn({ sink: name, err: outcome.error }, 'the sink could not open its files again');
        }
      }
    },
    stop: async (deadlineMs) => {
      await lane.stop(deadlineMs);
      await deadLetters.close();
      metrics.sinkInfo.remove(info);
    },
  };
}
