import type { DescribeResult, GivenOptions, OptionFault, Outcome, PluginDescription } from '@kubeherald/sink-host';
import type { Arrival, Destination } from './destination.ts';
import type { Setup } from './options.ts';
import { type MarkedEvent, Marker } from './samples/marked.ts';
import { probeUrl } from './trial/probe.ts';
import { type DeliverHow, RunningSink } from './trial/running.ts';
import { Said } from './trial/said.ts';
import { tell } from './verdicts.ts';

/** Deliveries that one answer is played to: more than a sink tries by itself, less than for ever. */
const oftenEnough = 50;

/** The sink cannot even be loaded or opened: no check can be made. */
export class UnusableSinkError extends Error {
  override readonly name = 'UnusableSinkError';
  readonly code = 'KH_TESTKIT_UNUSABLE_SINK';
}

type Described = Extract<DescribeResult, { kind: 'described' }>;

/** One sink on trial: the destination, the running sink, and all that was said. What the checks work with. */
export class Trial {
  readonly destination: Destination;
  readonly events = new Marker();
  readonly said = new Said();
  readonly shows: (text: string) => string;
  readonly folds: Setup['folds'];
  readonly copies: number;
  readonly #plugin: string;
  readonly #configOf: () => GivenOptions;
  #config: GivenOptions = {};
  #described: Promise<Described> | undefined;
  #sink: RunningSink | undefined;
  #probe: RunningSink | undefined;

  constructor({ plugin, destination, config, shows, folds, copies }: Setup) {
    this.#plugin = plugin;
    this.#configOf = config;
    this.destination = destination;
    this.shows = shows;
    this.folds = folds;
    this.copies = copies;
  }

  /** The sink's options, complete once the trial has started. */
  get config(): GivenOptions {
    return this.#config;
  }

  /**
   * Starts the destination and opens the sink.
   * @throws UnusableSinkError when the sink cannot be loaded or opened: then there is nothing to check
   */
  async start(): Promise<void> {
    await this.destination.start();
    this.#config = this.#configOf();
    await this.destination.reset();
    await this.description();
    const opened = await this.sink().open();
    if (opened.kind === 'accepted') return;
    throw new UnusableSinkError(`${this.#plugin} does not open with the config given to conformance: ${tell(opened)}`);
  }

  /** Ends the sink and the destination. */
  async stop(): Promise<void> {
    await this.destination.reset();
    await Promise.all([this.#sink?.close(), this.#probe?.close()]);
    await this.destination.stop();
  }

  /** What the sink says of itself. @throws UnusableSinkError when it cannot be loaded */
  async description(): Promise<PluginDescription> {
    return (await this.#own()).description;
  }

  /** What is wrong with the config by the sink's schema. @throws UnusableSinkError when it cannot be loaded */
  async faultsOfConfig(): Promise<readonly OptionFault[]> {
    return (await this.#own()).faults;
  }

  /** What is wrong with these options by the sink's schema. @throws UnusableSinkError when it cannot be loaded */
  async faultsOf(options: GivenOptions): Promise<readonly OptionFault[]> {
    return (await this.#describe(options)).faults;
  }

  /** Delivers by the sink that most checks share, which is opened when it is first needed. */
  deliver(events: readonly MarkedEvent[], how?: DeliverHow): Promise<Outcome> {
    return this.sink().deliver(events, how);
  }

  /** The sink that most checks share. */
  sink(): RunningSink {
    this.#sink ??= this.fresh();
    return this.#sink;
  }

  /** A sink in a new thread, to be closed by who asked for it. @param graceMs that a call may outlive its deadline */
  fresh(graceMs?: number): RunningSink {
    return new RunningSink(this.#plugin, this.#config, this.said, graceMs);
  }

  /** As {@link fresh}, looked at from inside its thread. */
  freshProbe(): RunningSink {
    return new RunningSink(probeUrl(this.#plugin), this.#config, this.said);
  }

  /** As {@link sink}, looked at from inside its thread. */
  probe(): RunningSink {
    this.#probe ??= this.freshProbe();
    return this.#probe;
  }

  /** Every delivery gets this answer, until the destination is reset. */
  async play(answer: string): Promise<void> {
    await this.destination.script?.(Array.from({ length: oftenEnough }, () => answer));
  }

  /** What arrived that holds the event. */
  async holding({ mark }: MarkedEvent): Promise<readonly Arrival[]> {
    const arrived = await this.destination.arrived();
    return arrived.filter(({ texts }) => texts.some((text) => text.includes(mark)));
  }

  /** Whether the destination took the event. */
  async took(event: MarkedEvent): Promise<boolean> {
    return (await this.holding(event)).some(({ accepted }) => accepted);
  }

  #own(): Promise<Described> {
    this.#described ??= this.sink()
      .describe()
      .then((result) => this.#usable(result));
    return this.#described;
  }

  async #describe(options: GivenOptions): Promise<Described> {
    const sink = new RunningSink(this.#plugin, options, this.said);
    const result = await sink.describe();
    await sink.close(0);
    return this.#usable(result);
  }

  #usable(result: DescribeResult): Described {
    if (result.kind === 'described') return result;
    throw new UnusableSinkError(`${this.#plugin} cannot be used as a sink: ${result.error.message}`, {
      cause: result.error,
    });
  }
}
