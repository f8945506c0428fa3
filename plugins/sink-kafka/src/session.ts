import type { Producer } from '@platformatic/kafka';

/** A producer, made when it is needed and again after an operation was aborted: the client can end a request only with its connections. */
export class Session {
  readonly #make: () => Producer;
  #producer: Producer | undefined;
  /** Producers that are ending. */
  readonly #ending = new Set<Promise<void>>();

  constructor(make: () => Producer) {
    this.#make = make;
  }

  /**
   * Does something with the producer, until the signal aborts.
   * @throws what the client says; the signal's reason
   */
  async use<Result>(work: (producer: Producer) => Promise<Result>, signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted();
    this.#producer ??= this.#make();
    const producer = this.#producer;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => {
      this.#end(producer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([work(producer), aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Ends everything. Safe twice. */
  async close(): Promise<void> {
    if (this.#producer) this.#end(this.#producer);
    await Promise.all(this.#ending);
  }

  #end(producer: Producer): void {
    if (this.#producer === producer) this.#producer = undefined;
    // Sockets of brokers that do not answer would linger until all is written.
    const sockets = [...producer.connections].map(([, connection]) => connection.socket);
    // How a producer ends that is thrown away is nothing to act on; the connections are gone either way.
    const done = () => {
      this.#ending.delete(ending);
    };
    const ending: Promise<void> = producer.close(true).then(done, done);
    this.#ending.add(ending);
    for (const socket of sockets) socket?.destroy();
  }
}
