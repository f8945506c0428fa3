/** Options of a sink, as `with:` in the daemon's config has them. */
export type Options = Readonly<Record<string, unknown>>;

/** A stand-in that runs, and how a sink delivers to it. */
export interface Peer {
  /** The sink's short name. */
  readonly sink: string;
  readonly options: Options;
  /** The text of each thing that it took, in order: a message, a record, a request with many. */
  arrived(): readonly string[];
  /** Cuts all connections and listens no more. */
  down(): Promise<void>;
}

/** A stand-in that can be away for a while. */
export interface Interruptible extends Peer {
  /** {@link Peer.options} with a credential in them that the stand-in does not accept. */
  readonly wrong: Options;
  /** Listens again on the same port, with all it had. */
  up(): Promise<void>;
}

/** Of things that came, the text of each. */
export const texts = (things: readonly unknown[]): readonly string[] => things.map((one) => JSON.stringify(one));
