/** A sink of the new config. */
export interface ConvertedSink {
  /** Unique; as the config wants names. */
  readonly name: string;
  readonly use: string;
  readonly match: Readonly<Record<string, unknown>>;
  readonly with: Readonly<Record<string, unknown>>;
  readonly delivery?: Readonly<Record<string, unknown>>;
  /** What it was made of. */
  readonly origin: string;
  /** What was changed: lines for the comment before it. */
  readonly changes: readonly string[];
  /** What could not be said, and what to do instead. */
  readonly unexpressed: readonly string[];
  /** Values in `with` that are known to be secrets. */
  readonly secrets: readonly string[];
}

/** What an input becomes, before it is written. Texts may hold stand-ins of variables. */
export interface Conversion {
  /** What was converted, in words. */
  readonly what: string;
  /** The config without its sinks. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly sinks: readonly ConvertedSink[];
  /** What was changed that is of no one sink. */
  readonly changes: readonly string[];
  readonly unexpressed: readonly string[];
  /** Values of the environment by name. */
  readonly environment: ReadonlyMap<string, string>;
  /** Where the secrets go. */
  readonly namespace: string;
}

/** The result of a conversion. */
export interface Converted {
  /** The config, with comments. */
  readonly yaml: string;
  /** What could not be said, each with what to do instead. */
  readonly unexpressed: readonly string[];
}
