import type { GivenOptions } from '@kubeherald/sink-host';
import { type Feature, features } from './check.ts';
import type { Destination } from './destination.ts';
import { pluginUrl } from './run-sink.ts';

/** What the suite must know of a sink. */
export interface ConformanceOptions<Kind extends Destination = Destination> {
  /** Where the sink delivers to. The suite starts, resets and stops it. */
  readonly destination: Kind;
  /**
   * The sink's options (`with:` in the daemon's config) that make it deliver there, with each event's message in full. Give it credentials, every
   * one of 8 characters or more: the suite looks for them in logs and errors. A function is called once the destination has started.
   */
  readonly config: GivenOptions | ((destination: Kind) => GivenOptions);
  /** Features that sink or destination cannot have, each with the reason. They are shown as skipped, with it. */
  readonly notApplicable?: NotApplicable;
  /** How a text looks at the destination when the sink must change it, by escaping it for instance. Default: as it is. */
  readonly shows?: (text: string) => string;
  /**
   * For sinks that make messages for people, and one row of what a batch has of an event: how that row writes the newest revision's occurrence
   * count, `(count) => '×' + count`. Of the revisions of an event in a batch only the newest must then be there, in one text with its count;
   * `config` must show both. Default: every revision arrives.
   */
  readonly folds?: (count: number) => string;
  /** How often an event arrives of which nothing went wrong: more than once when the sink sends it to several receivers, a request each. Default 1. */
  readonly copies?: number;
}

export type NotApplicable = Readonly<Partial<Record<Feature, string>>>;

/** {@link ConformanceOptions} with all that is optional filled in. */
export interface Setup {
  /** URL of the plugin's file. */
  readonly plugin: string;
  readonly destination: Destination;
  readonly config: () => GivenOptions;
  readonly notApplicable: NotApplicable;
  readonly shows: (text: string) => string;
  readonly folds: ((count: number) => string) | undefined;
  readonly copies: number;
}

/**
 * @param plugin as in {@link conformance}
 * @throws SinkHostError when there is no such plugin; RangeError for a feature that does not exist
 */
export function setUp<Kind extends Destination>(plugin: string | URL, options: ConformanceOptions<Kind>): Setup {
  const { destination, config, notApplicable = {}, shows = (text) => text, folds, copies = 1 } = options;
  const unknown = Object.keys(notApplicable).find((name) => !features.some((feature) => feature === name));
  if (unknown !== undefined) {
    throw new RangeError(
      `notApplicable: there is no feature ${JSON.stringify(unknown)}; expected: ${features.join(', ')}`,
    );
  }
  return {
    plugin: pluginUrl(plugin),
    destination,
    config: () => (typeof config === 'function' ? config(destination) : config),
    notApplicable,
    shows,
    folds,
    copies,
  };
}
