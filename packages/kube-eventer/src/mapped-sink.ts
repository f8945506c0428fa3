import type { SinkUri } from './sink-uri.ts';

/** Fields of a match that kube-eventer's filters become; one must match of each list. */
export interface MappedMatchFields {
  readonly level?: readonly string[];
  /** The involved object's. */
  readonly namespaces?: readonly string[];
  /** The Event's own, which differs for cluster-scoped objects: theirs lie in `default`. */
  readonly eventNamespaces?: readonly string[];
  readonly kinds?: readonly string[];
  readonly reasons?: readonly string[];
}

export interface MappedMatch extends MappedMatchFields {
  readonly not?: MappedMatchFields;
}

/** What a `--sink` becomes: an entry of the config's `sinks` without its name. */
export interface MappedSink {
  /** The plugin's short name. */
  readonly use: string;
  /** The plugin's options. */
  readonly with: Readonly<Record<string, unknown>>;
  /** Empty: every event. */
  readonly match: MappedMatch;
  readonly delivery?: Readonly<Record<string, unknown>>;
  /** What differs from kube-eventer, and mistakes that users make: a line each, written to the log at the start. Must not hold a secret. */
  readonly notes: readonly string[];
  /** Values in `with` that must not be shown, beside those that the plugin's schema marks. */
  readonly secrets?: readonly string[];
}

/** Turns one kind of `--sink` into an entry of the config. @throws UnusableSinkError when kube-eventer could not create it either */
export type SinkMapping = (uri: SinkUri) => MappedSink;

/** A `--sink` that cannot work: it is left out when another can. */
export class UnusableSinkError extends Error {
  override readonly name = 'UnusableSinkError';
  /** kube-eventer creates such a sink, goes on, and fails with each event. */
  readonly goesOn: boolean;

  constructor(message: string, { goesOn = false }: { readonly goesOn?: boolean } = {}) {
    super(message);
    this.goesOn = goesOn;
  }
}
