import { type Call, RetryableError, type TlsConnect } from '@kubeherald/sink-sdk';
import type { Address } from './address.ts';
import { Connection } from './connection.ts';
import { nameOf } from './failure.ts';
import type { Answer } from './message.ts';

/** What became of a message: its answer, or why there is none. */
export type Outcome = PromiseSettledResult<Answer>;

/** Keeps one connection, and makes it anew when it broke. */
export class Client {
  readonly #address: Address;
  readonly #tls: TlsConnect;
  readonly #timeoutMs: number;
  #connection: Connection | undefined;

  /** @param timeoutMs longest wait for all answers of one call, from connecting on */
  constructor(address: Address, tls: TlsConnect, timeoutMs: number) {
    this.#address = address;
    this.#tls = tls;
    this.#timeoutMs = timeoutMs;
  }

  /** Sends messages one behind the other, without waiting for the answers between; an outcome for each. Never throws. */
  async ask(frames: readonly Uint8Array[], { signal }: Call): Promise<readonly Outcome[]> {
    const connection = this.#open();
    const abort = () => connection.break(new RetryableError('the delivery was aborted', { cause: signal.reason }));
    const expire = () => {
      const where = nameOf(this.#address);
      connection.break(new RetryableError(`no answer from ${where} within ${this.#timeoutMs} ms`));
    };
    const timer = setTimeout(expire, this.#timeoutMs);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    try {
      return await Promise.allSettled(frames.map((frame) => connection.ask(frame)));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  async close(): Promise<void> {
    await this.#connection?.close();
  }

  #open(): Connection {
    if (this.#connection === undefined || this.#connection.isBroken) {
      this.#connection = new Connection(this.#address, this.#tls);
    }
    return this.#connection;
  }
}
