/**
 * Pushes that are not durable yet, counted in bytes: the source reads on only while there is room, and a socket that is not read
 * is the back-pressure that reaches the API server.
 */
export class Outstanding {
  readonly #limitBytes: number;
  readonly #fail: (error: unknown) => void;
  #bytes = 0;
  #pushes = 0;
  #waiting = new Set<() => void>();

  /** `fail` is called when a push is refused: nothing that follows it may be taken as durable. */
  constructor(limitBytes: number, fail: (error: unknown) => void) {
    this.#limitBytes = limitBytes;
    this.#fail = fail;
  }

  /** Bytes pushed and not durable. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether another read is welcome. One that is larger than the room is taken whole. */
  get hasRoom(): boolean {
    return this.#bytes < this.#limitBytes;
  }

  /** Counts `bytes` until `push` settles. */
  add(push: Promise<void>, bytes: number): void {
    this.#bytes += bytes;
    this.#pushes++;
    const release = () => {
      this.#bytes -= bytes;
      this.#pushes--;
      for (const wake of this.#waiting) wake();
    };
    push.then(release, (error: unknown) => {
      this.#fail(error);
      release();
    });
  }

  /** Resolves when there is room; rejects with the signal's reason when it aborts first. */
  async room(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.hasRoom) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = () => {
      if (this.hasRoom) resolve();
    };
    const stop = () => reject(signal.reason);
    this.#waiting.add(check);
    signal.addEventListener('abort', stop, { once: true });
    try {
      await promise;
    } finally {
      this.#waiting.delete(check);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Resolves when every push is settled. */
  async settled(): Promise<void> {
    if (this.#pushes === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => {
      if (this.#pushes === 0) resolve();
    };
    this.#waiting.add(check);
    await promise;
    this.#waiting.delete(check);
  }
}
