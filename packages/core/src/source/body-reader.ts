import type { Readable } from 'node:stream';

/** Pulls a response's body: what has arrived, or the promise of more. Nothing is read from the socket while nobody asks. */
export class BodyReader {
  readonly #body: Readable;
  #arrived = false;
  #over = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(body: Readable) {
    this.#body = body;
    const over = (error?: unknown) => {
      this.#over = true;
      this.#error ??= error;
      this.#wake?.();
    };
    body.on('readable', () => {
      this.#arrived = true;
      this.#wake?.();
    });
    body.on('end', () => over());
    body.on('error', over);
    // After 'end' or an error it says nothing new; alone it says that somebody destroyed the body.
    body.on('close', () => over(body.readableEnded ? undefined : new Error('the body was closed before its end')));
  }

  /** All that has arrived by now; undefined: nothing. */
  take(): Buffer | undefined {
    const chunk: unknown = this.#body.read();
    this.#arrived = false;
    return chunk instanceof Buffer ? chunk : undefined;
  }

  /** Resolves when there may be something to take: false at the body's end. Throws what broke it off. */
  async more(): Promise<boolean> {
    while (!this.#arrived && !this.#over) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
    }
    if (this.#arrived) return true;
    if (this.#error !== undefined) throw this.#error;
    return false;
  }
}
