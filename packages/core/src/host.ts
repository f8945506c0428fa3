import { resolve } from 'node:path';
import type { Addition } from './addition.ts';
import { type Check, liveness, readiness } from './admin/health.ts';
import { type AdminServer, startAdmin } from './admin/server.ts';
import { type Clock, systemClock } from './clock.ts';
import {
  type Config,
  contentDigest,
  type GivenSettings,
  type ReadConfig,
  readConfigAside,
  startOf,
  watchConfig,
} from './config/index.ts';
import { ConfigInForce } from './config-in-force.ts';
import { ConfigurationError } from './errors.ts';
import type { HostStatus } from './host-status.ts';
import { createIntake, type Intake } from './intake/index.ts';
import { type Journal, openJournal, openMemoryJournal } from './journal/index.ts';
import { accept, discard, faultLines, type Loaded, patienceMs, prepareInTime, sinkMatches } from './loading.ts';
import type { DaemonLog } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { intakeObserver, journalObserver, sourceObserver } from './observers.ts';
import type { FaultySink, PreparedSink, SinkSurroundings } from './sink.ts';
import { SinkSet } from './sink-set.ts';
import { createKubernetesSource, type Source, type SourceStartAt } from './source/index.ts';
import { surroundings } from './surroundings.ts';
import { SinkTemplates } from './template/sink-templates.ts';
import { tryOut } from './template/try-out.ts';

/** What the daemon is started with. */
export interface HostOptions {
  /** A config file, which is followed when it changes, or settings that come from elsewhere. */
  readonly config: string | GivenSettings;
  /** Of the program, for status and metrics. */
  readonly version: string;
  readonly log: DaemonLog;
  readonly clock?: Clock;
  /** Stops the daemon while it starts: what is returned has stopped then. */
  readonly signal?: AbortSignal;
  /** What is served and counted beside the daemon's own. */
  readonly addition?: Addition;
}

/** A running daemon. */
export interface Host {
  /** Where the admin API listens. */
  readonly url: string;
  /** Resolves, with the reason, when the daemon cannot go on; it still has to be stopped. */
  readonly failed: Promise<string>;
  status(): Promise<HostStatus>;
  /** Lets every sink open its files again. */
  reopen(): Promise<void>;
  /** Stops the watch, finishes or hands back what is in flight within the configured deadline, and closes everything. Safe twice. */
  stop(reason: string): Promise<void>;
}

/**
 * Starts the daemon: last stage first, so that each has somewhere to put what it gets.
 * @throws ConfigurationError with everything that is wrong with the config; HeraldError when the journal or the admin address cannot be had.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { log, version, clock = systemClock } = options;
  const given = options.config;
  // Sinks are looked for from the folder of the file; without one, from the working directory.
  const file = typeof given === 'string' ? resolve(given) : resolve(given.from);
  // Before it is read: what is saved while the daemon starts is a change.
  const digest = await contentDigest(file);
  const written = accept(typeof given === 'string' ? file : given.from, await readAgain(options, file));
  const { config } = written;
  log.setLevel(config.logLevel);
  log.hide(written.secrets);
  const metrics = createMetrics({ version, node: process.version });
  const around = surroundings(config, file, clock, log, metrics, written.secrets);
  const templates = new SinkTemplates({
    kubernetes: config.kubernetes,
    clock,
    log,
    metrics,
    tryOut: (sink, secrets) => tryOut(sink, { ...around, secrets }, patienceMs(config.sinks.length)),
  });
  const start = startOf(config.kubernetes.startAt, clock.now());
  const source = openSource(config, start, clock, log, metrics);
  // Before the plugins load, which takes seconds on a busy node.
  source.mark();
  const loaded = await templates.fill(written);
  const prepared = await prepareInTime(loaded.config.sinks, around);
  const faults = faultLines(prepared, loaded.line);
  // A sink that cannot run is said loudly and does not stop the others; when none can, there is nothing to run for.
  if (prepared.length > 0 && prepared.every((sink) => sink.kind === 'faulty' && !sink.late)) {
    await Promise.all([templates.close(), source.close()]);
    throw new ConfigurationError(faults);
  }
  for (const fault of faults) log.error({ code: 'KH_CONFIG' }, fault);

  let journal: Journal;
  try {
    journal = await openJournalOf(config, clock, log, metrics);
  } catch (error) {
    await Promise.all([discard(prepared), templates.close(), source.close()]);
    throw error;
  }
  const parts = { options, file, digest, clock, around, metrics, journal, templates, source, start };
  const host = new RunningHost(parts, written, loaded);
  const { signal } = options;
  const stop = () => void host.stop('it was told to while it started');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted) stop();
    await host.start(prepared);
  } catch (error) {
    await host.stop('it could not start');
    await discard(prepared);
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  return host;
}

interface Parts {
  readonly options: HostOptions;
  readonly file: string;
  readonly digest: string;
  readonly clock: Clock;
  readonly around: SinkSurroundings;
  readonly metrics: Metrics;
  readonly journal: Journal;
  readonly templates: SinkTemplates;
  readonly source: Source;
  readonly start: SourceStartAt;
}

class RunningHost implements Host {
  readonly #parts: Parts;
  readonly #sinks: SinkSet;
  readonly #intake: Intake;
  readonly #stopSource = new AbortController();
  readonly #stopReload = new AbortController();
  readonly #startedAt: string;
  readonly #inForce: ConfigInForce;
  #admin: AdminServer | undefined;
  #following: Promise<void> = Promise.resolve();
  #reloading: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;
  #fail: (reason: string) => void = () => undefined;
  readonly failed = new Promise<string>((resolve) => {
    this.#fail = resolve;
  });

  constructor(parts: Parts, written: Loaded, loaded: Loaded) {
    const { clock, around, journal, metrics, options, file, templates, start } = parts;
    const { config, matches } = loaded;
    const { log } = options;
    this.#parts = parts;
    this.#startedAt = new Date(clock.now()).toISOString();
    this.#sinks = new SinkSet(around, (name, wanted) => ({
      reader: journal,
      wanted,
      openCursor: (shards, claim) => journal.openCursor(name, shards, this.#inForce.startOf(name), claim),
    }));
    this.#intake = createIntake({
      cluster: config.cluster,
      journal,
      sinks: sinkMatches(config, matches),
      keep: config.journal.keep,
      startsAt: start.kind === 'since' ? start.at : undefined,
      clock,
      log,
      observer: { ...intakeObserver(metrics), taken: options.addition?.taken },
    });
    this.#inForce = new ConfigInForce(
      { file, around, log, sinks: this.#sinks, journal, intake: this.#intake, templates },
      written,
      loaded,
    );
  }

  get url(): string {
    return this.#admin?.url ?? '';
  }

  async start(prepared: readonly (PreparedSink | FaultySink)[]): Promise<void> {
    const { metrics, options, clock, file, digest, source, journal } = this.#parts;
    const { log } = options;
    const { admin, cluster } = this.#inForce.config;
    metrics.onScrape(() => this.#measureQueues());
    // Before the sinks: on a full disk they wait for room, and somebody should be able to see why.
    this.#admin = await startAdmin(
      {
        alive: () => liveness(source.status().scopes, clock.now()),
        ready: () => this.#ready(),
        status: () => this.status(),
        metrics: async () => ({ contentType: metrics.registry.contentType, body: await this.#metricsText() }),
        extra: options.addition?.answers,
      },
      { host: admin.host, port: admin.port, token: admin.token },
    );
    await this.#inForce.start(prepared, this.#stopSource.signal);
    log.info(
      { url: this.#admin.url, version: options.version, cluster, sinks: this.#sinks.names() },
      'kubeherald runs',
    );
    this.#following = source.run(this.#intake, this.#stopSource.signal, journal.forgot()).catch((error: unknown) => {
      log.error({ err: error }, 'the source cannot go on');
      this.#fail(error instanceof Error ? error.message : String(error));
    });
    this.#parts.templates.onChange(() => void this.#inForce.refill());
    // What was told before anybody listened.
    void this.#inForce.refill();
    const { signal } = this.#stopReload;
    // Settings that come from no file do not change, but what could not start with them is tried again.
    const read = () => readAgain(options, file);
    this.#reloading = watchConfig(file, read, this.#inForce, clock, signal, digest);
  }

  async status(): Promise<HostStatus> {
    const { journal, options, source } = this.#parts;
    const { config, faults, restartNeededFor } = this.#inForce;
    const file = typeof options.config === 'string' ? this.#parts.file : options.config.from;
    return {
      version: options.version,
      cluster: config.cluster,
      startedAt: this.#startedAt,
      config: { file, faults, restartNeededFor },
      source: source.status(),
      journal: { ...journal.size(), durable: journal.durable(), stalled: journal.stalled()?.message },
      sinks: this.#sinks.rows(journal.durable()),
    };
  }

  reopen(): Promise<void> {
    return this.#sinks.reopen();
  }

  stop(reason: string): Promise<void> {
    this.#stopped ??= this.#stop(reason);
    return this.#stopped;
  }

  async #stop(reason: string): Promise<void> {
    const { options, journal, source } = this.#parts;
    options.log.info({ reason }, 'kubeherald stops');
    this.#stopReload.abort(new Error('the daemon stops'));
    this.#stopSource.abort(new Error('the daemon stops'));
    await this.#parts.templates.close();
    await Promise.all([this.#reloading, this.#inForce.settled()]);
    // While the disk refuses, appends do not settle; what was not durable is listed or watched again after the restart.
    const settled = this.#following
      .then(() => this.#intake.flush())
      .catch((error: unknown) =>
        options.log.warn({ err: error }, 'the last events are not in the journal; they are read again'),
      );
    if (!journal.stalled()) await Promise.race([settled, this.#parts.clock.sleep(this.#inForce.config.shutdownMs)]);
    await this.#sinks.stop(this.#sinks.names(), this.#inForce.config.shutdownMs);
    await Promise.all([journal.close(), source.close()]);
    await this.#admin?.close();
    options.log.info({}, 'kubeherald has stopped');
  }

  async #metricsText(): Promise<string> {
    const text = await this.#parts.metrics.text();
    return `${text}${this.#parts.options.addition?.metrics?.(text) ?? ''}`;
  }

  #ready(): readonly Check[] {
    const { journal, source, templates } = this.#parts;
    const { scopes } = source.status();
    return [
      ...readiness(scopes, journal.stalled(), this.#sinks.rows(0), this.#inForce.faults),
      ...templates.problems().map(({ sink, message }) => ({ name: `template of ${sink}`, ok: true, detail: message })),
    ];
  }

  async #measureQueues(): Promise<void> {
    const { journal, metrics, clock } = this.#parts;
    for (const [sink, position] of this.#sinks.positions()) {
      metrics.queue.set({ sink }, Math.max(0, journal.durable() - position));
      const oldest = await journal.oldestAfter(position);
      metrics.queueAge.set({ sink }, oldest === undefined ? 0 : Math.max(0, clock.now() - oldest) / 1000);
    }
  }
}

const readAgain = ({ config }: HostOptions, file: string): Promise<ReadConfig> =>
  readConfigAside(typeof config === 'string' ? file : config);

function openSource(config: Config, startAt: SourceStartAt, clock: Clock, log: DaemonLog, metrics: Metrics): Source {
  // What is read sooner than the next commit only waits for it.
  const readIntervalMs = config.journal.memory ? 0 : config.journal.commitIntervalMs;
  return createKubernetesSource(
    { ...config.kubernetes, startAt, timing: { readIntervalMs } },
    { clock, log, observer: sourceObserver(metrics) },
  );
}

function openJournalOf({ journal }: Config, clock: Clock, log: DaemonLog, metrics: Metrics): Promise<Journal> {
  const parts = { clock, log, observer: journalObserver(metrics, log) };
  return journal.memory ? openMemoryJournal({ maxBytes: journal.memoryBytes }, parts) : openJournal(journal, parts);
}
