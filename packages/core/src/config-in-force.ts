import {
  type Config,
  type ConfigTaker,
  compareConfigs,
  fingerprint,
  namedFiles,
  type ReadConfig,
  type Start,
  startOf,
} from './config/index.ts';
import { ConfigurationError } from './errors.ts';
import { accept, discard, faultLines, type Loaded, prepareSinks, sinkMatches } from './loading.ts';
import type { DaemonLog } from './log.ts';
import type { FaultySink, PreparedSink, SinkSurroundings } from './sink.ts';
import type { SinkSet } from './sink-set.ts';
import type { SinkTemplates } from './template/sink-templates.ts';
import { Trials } from './trials.ts';

/** What a config is put in force upon. */
export interface InForceParts {
  readonly file: string;
  readonly around: SinkSurroundings;
  readonly log: DaemonLog;
  readonly sinks: SinkSet;
  /** The sinks' places in the journal. */
  readonly journal: {
    openCursor(sink: string, shards: number, startAt: Start): Promise<unknown>;
    retainCursors(sinks: readonly string[]): Promise<void>;
  };
  readonly intake: { setSinks(sinks: ReturnType<typeof sinkMatches>): void };
  readonly templates: Pick<SinkTemplates, 'fill'>;
}

/**
 * When what failed is tried again though the config is the same: a package that an init container still installs is there within
 * seconds, and one that is missing for good costs a thread a minute.
 */
const retryMs = { first: 5_000, most: 60_000 };

/** The config in force: takes its sinks over when it changes, and tries again what could not start. */
export class ConfigInForce implements ConfigTaker {
  readonly #parts: InForceParts;
  #config: Config;
  #matches: Loaded['matches'];
  #faults: readonly string[] = [];
  #restartNeededFor: readonly string[] = [];
  /** By sink: the state of the files that its options name, from before it was started. */
  readonly #files = new Map<string, string>();
  readonly #trials: Trials;
  #failures = 0;
  /** As written: with references where the config in force has the texts of templates. */
  #written: Loaded;
  /** Changes take their turns. */
  #turn: Promise<void> = Promise.resolve();
  #refills = 0;
  /** Unix ms. */
  #retryAt: number | undefined;

  /** @param written the config as `accept` gave it, of which the second is the same with its templates filled in */
  constructor(parts: InForceParts, written: Loaded, { config, matches }: Loaded) {
    this.#parts = parts;
    this.#trials = new Trials(parts.around.clock);
    this.#written = written;
    this.#config = config;
    this.#matches = matches;
  }

  get config(): Config {
    return this.#config;
  }

  /** Of the config on disk, when another one is in force. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /** Settings of the config on disk that count after a restart only. */
  get restartNeededFor(): readonly string[] {
    return this.#restartNeededFor;
  }

  /** Where a sink without a place in the journal begins. */
  startOf(name: string): Start {
    const sink = this.#config.sinks.find((one) => one.name === name);
    return startOf(sink?.startAt ?? 'now', this.#parts.around.clock.now());
  }

  /** Starts the sinks of the first config. Rejects with the signal's reason when it aborts first: on a full disk this may take long. */
  async start(prepared: readonly (PreparedSink | FaultySink)[], signal: AbortSignal): Promise<void> {
    const { journal, sinks } = this.#parts;
    for (const [name, state] of await this.#statesOf(this.#config.sinks)) this.#files.set(name, state);
    await journal.retainCursors(this.#config.sinks.map(({ name }) => name));
    for (const sink of prepared) {
      const match = this.#matches.get(sink.settings.name);
      // A sink that cannot run yet holds its place too: what is decided for it meanwhile waits for it.
      if (sink.kind === 'faulty' && match) await sinks.hold(sink.settings.name, match);
      signal.throwIfAborted();
      await this.#start(sink);
    }
    signal.throwIfAborted();
    this.#schedule(sinks.faulty().length > 0);
  }

  async isDue(): Promise<boolean> {
    if (this.#retryAt !== undefined && this.#parts.around.clock.now() >= this.#retryAt) return true;
    return this.#stoppedAndDue().length > 0 || (await this.#mended()).length > 0;
  }

  /** All of a new config is good and its sinks change over, or the old one goes on. */
  take(read: ReadConfig, again: boolean): Promise<void> {
    return this.#inTurn(() => this.#take(read, again));
  }

  /** Puts the newest texts of templates in force: the sinks whose options they change are restarted. Never rejects. */
  refill(): Promise<void> {
    // One that waits for its turn will see everything that is known by then.
    if (this.#refills > 0) return this.#turn;
    this.#refills += 1;
    return this.#inTurn(() => {
      this.#refills -= 1;
      return this.#refill();
    });
  }

  /** Resolves when nothing is being changed. */
  settled(): Promise<void> {
    return this.#turn;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    // Whoever asked for it hears of its failure; the next one's turn comes all the same.
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #refill(): Promise<void> {
    const { around, log, templates } = this.#parts;
    let prepared: (PreparedSink | FaultySink)[] = [];
    try {
      const loaded = await templates.fill(this.#written);
      const changes = compareConfigs(this.#config, loaded.config);
      if (changes.changed.length === 0) return;
      prepared = [...(await prepareSinks(changes.changed, { ...around, secrets: loaded.secrets }))];
      const faults = faultLines(prepared, loaded.line);
      if (faults.length > 0) throw new ConfigurationError(faults);
      await this.#changeOver(loaded, changes, prepared, new Set());
      log.info({ sinks: changes.changed.map(({ name }) => name) }, 'templates changed: these sinks have the new ones');
    } catch (error) {
      await discard(prepared);
      log.error(
        { err: error, code: 'KH_TEMPLATE' },
        'the newest templates cannot be put in force; the ones before go on',
      );
    }
  }

  async #take(read: ReadConfig, again: boolean): Promise<void> {
    const { file, around, templates } = this.#parts;
    if (!again) this.#failures = 0;
    let prepared: (PreparedSink | FaultySink)[] = [];
    let mayGoWell = false;
    try {
      const written = accept(file, read);
      mayGoWell = true;
      const loaded = await templates.fill(written);
      const changes = compareConfigs(this.#config, loaded.config);
      const due = this.#stoppedAndDue();
      const tried = new Set([...this.#parts.sinks.faulty(), ...due, ...(await this.#mended())]);
      this.#trials.begin(due);
      for (const { name } of changes.changed) tried.delete(name);
      const retried = loaded.config.sinks.filter(({ name }) => tried.has(name));
      const all = [...changes.changed, ...changes.added, ...retried];
      const states = await this.#statesOf(all);
      prepared = [...(await prepareSinks(all, { ...around, secrets: loaded.secrets }))];
      for (const name of tried) this.#files.set(name, states.get(name) ?? '');
      const faults = faultLines(
        prepared.filter(({ settings }) => !tried.has(settings.name)),
        loaded.line,
      );
      if (faults.length > 0) throw new ConfigurationError(faults);
      for (const [name, state] of states) this.#files.set(name, state);
      await this.#changeOver(loaded, changes, prepared, tried);
      this.#written = written;
      this.#tellTaken(changes, again);
      this.#schedule(this.#parts.sinks.faulty().length > 0);
    } catch (error) {
      await discard(prepared);
      this.#tellRefused(error);
      this.#schedule(mayGoWell);
    }
  }

  async #changeOver(
    loaded: Loaded,
    changes: ReturnType<typeof compareConfigs>,
    prepared: (PreparedSink | FaultySink)[],
    retried: ReadonlySet<string>,
  ): Promise<void> {
    const { around, journal, log, sinks, intake } = this.#parts;
    // Before anything is stopped: on a full disk a new cursor cannot be made, and then the old config goes on.
    for (const { name, startAt } of changes.added) {
      await journal.openCursor(name, 1, startOf(startAt, around.clock.now()));
    }
    log.hide(loaded.secrets);
    log.setLevel(loaded.config.logLevel);
    const mended = prepared.filter(({ kind, settings }) => kind === 'prepared' && retried.has(settings.name));
    const changing = [...changes.changed, ...mended.map(({ settings }) => settings)].map(({ name }) => name);
    await sinks.stop([...changes.removed, ...changing], this.#config.shutdownMs);
    for (const sink of changes.removed) around.metrics.forget(sink);
    this.#config = { ...this.#config, sinks: loaded.config.sinks };
    this.#matches = loaded.matches;
    intake.setSinks(sinkMatches(loaded.config, loaded.matches));
    await journal.retainCursors(loaded.config.sinks.map(({ name }) => name));
    for (const sink of prepared.splice(0)) await this.#start(sink);
    this.#restartNeededFor = changes.restart;
    if (mended.length > 0)
      log.info({ sinks: mended.map(({ settings }) => settings.name) }, 'these sinks are started again');
  }

  async #start(sink: PreparedSink | FaultySink): Promise<void> {
    const match = this.#matches.get(sink.settings.name);
    if (match) await this.#parts.sinks.start(sink, match);
  }

  #stoppedAndDue(): readonly string[] {
    return this.#trials.due(this.#parts.sinks.misconfigured());
  }

  /** Sinks that cannot run, and of which a file was changed that their options name. */
  async #mended(): Promise<readonly string[]> {
    const { sinks } = this.#parts;
    const ailing = new Set([...sinks.faulty(), ...sinks.misconfigured()]);
    if (ailing.size === 0) return [];
    const states = await this.#statesOf(this.#config.sinks.filter(({ name }) => ailing.has(name)));
    return [...states].filter(([name, state]) => state !== this.#files.get(name)).map(([name]) => name);
  }

  /** By sink: the state of the files that its options name. */
  async #statesOf(sinks: Config['sinks']): Promise<ReadonlyMap<string, string>> {
    const { configFolder } = this.#parts.around;
    const states = new Map<string, string>();
    for (const sink of sinks) states.set(sink.name, await fingerprint(namedFiles(sink, configFolder)));
    return states;
  }

  #schedule(pending: boolean): void {
    const { clock } = this.#parts.around;
    this.#retryAt = pending ? clock.now() + Math.min(retryMs.most, retryMs.first * 2 ** this.#failures) : undefined;
    this.#failures = pending ? this.#failures + 1 : 0;
  }

  #tellTaken({ added, changed, removed, restart }: ReturnType<typeof compareConfigs>, again: boolean): void {
    const { log, around } = this.#parts;
    const isNews = !again || this.#faults.length > 0;
    this.#faults = [];
    around.metrics.configGood.set(1);
    if (!isNews) return;
    around.metrics.configReloads.inc({ result: 'taken' });
    const names = (sinks: Config['sinks']) => sinks.map(({ name }) => name);
    log.info({ added: names(added), changed: names(changed), removed }, 'the config was read again');
    if (restart.length > 0)
      log.warn({ settings: restart }, 'these settings changed too; they need a restart of the daemon');
  }

  #tellRefused(error: unknown): void {
    const { log, around } = this.#parts;
    const faults =
      error instanceof ConfigurationError ? error.faults : [error instanceof Error ? error.message : String(error)];
    const isNews = faults.join('\n') !== this.#faults.join('\n');
    this.#faults = faults;
    around.metrics.configGood.set(0);
    if (!isNews) return;
    around.metrics.configReloads.inc({ result: 'refused' });
    for (const fault of faults)
      log.error({ code: 'KH_CONFIG' }, `the new config is not used, the old one goes on: ${fault}`);
  }
}
