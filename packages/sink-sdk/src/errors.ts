/** What became of the events, by the error that a sink throws. The names are the host's outcomes. */
type Kind = 'retry' | 'rejected' | 'misconfigured';

/** A registered symbol, so that an error made by another copy of the SDK is known too. */
const kind = Symbol.for('kubeherald.sink.error');

const isKind = (value: unknown, wanted: Kind): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, kind) === wanted;

/** Again later: the destination is down, busy or does not answer. */
export class RetryableError extends Error {
  override readonly name: string = 'RetryableError';
  readonly code = 'KH_SINK_RETRY';
  readonly [kind]: Kind = 'retry';
  /** Milliseconds that the destination asked to wait; undefined: it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { readonly retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether `value` is a RetryableError of this or another copy of the SDK. */
  static is(this: void, value: unknown): value is RetryableError {
    return isKind(value, 'retry');
  }
}

/** The same input will fail again: the events become dead letters. */
export class RejectedError extends Error {
  override readonly name: string = 'RejectedError';
  readonly code = 'KH_SINK_REJECTED';
  readonly [kind]: Kind = 'rejected';

  /** Whether `value` is a RejectedError of this or another copy of the SDK. */
  static is(this: void, value: unknown): value is RejectedError {
    return isKind(value, 'rejected');
  }
}

/** The options cannot work: the sink is stopped, its events wait in the journal. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
  readonly code = 'KH_SINK_CONFIG';
  readonly [kind]: Kind = 'misconfigured';

  /** Whether `value` is a ConfigError of this or another copy of the SDK. */
  static is(this: void, value: unknown): value is ConfigError {
    return isKind(value, 'misconfigured');
  }
}
