import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { RetryableError, type TlsConnect } from '@kubeherald/sink-sdk';
import type { Address } from './address.ts';
import { failure, nameOf } from './failure.ts';
import { type Answer, decodeAnswer, headBytes } from './message.ts';

/** Bytes of an answer, at most: it has a flag and a line of text. More is another protocol. */
const mostAnswerBytes = 1_048_576;
/** Milliseconds of silence after which the system asks whether the server is still there. */
const keepAliveMs = 30_000;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/** A connection to a server, which answers messages in the order in which they came. */
export class Connection {
  readonly #address: Address;
  readonly #socket: Socket;
  #waiting: Waiting[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #broken: unknown;
  #hasAnswered = false;

  /** Begins to connect; messages wait for it. */
  constructor(address: Address, tls: TlsConnect) {
    this.#address = address;
    const { host, port } = address;
    this.#socket = address.isTls ? connectTls({ ...tls, host, port }) : connectPlain({ host, port });
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, keepAliveMs);
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#socket.on('error', (error) => this.break(error));
    this.#socket.on('close', () => this.break(new Error(this.#closing())));
  }

  /** Whether it can take no more messages. */
  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /**
   * Sends a message; resolves with its answer.
   * @throws RetryableError or ConfigError when the connection breaks
   */
  ask(frame: Uint8Array): Promise<Answer> {
    if (this.#broken !== undefined) return Promise.reject(failure(this.#broken, this.#address));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#socket.write(frame);
    });
  }

  /** Cuts it: what waits fails, for nothing says whether it was taken. */
  break(reason: unknown): void {
    if (this.#broken !== undefined) return;
    this.#broken = reason;
    this.#socket.destroy();
    const error = failure(reason, this.#address);
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** Cuts it, and waits until it is gone. */
  async close(): Promise<void> {
    const isClosed = this.#socket.closed;
    const closed = new Promise<void>((resolve) => void this.#socket.once('close', () => resolve()));
    this.break(new RetryableError('the sink was closed'));
    if (!isClosed) await closed;
  }

  #read(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= headBytes && !this.isBroken) {
      const end = headBytes + this.#rest.readUInt32BE();
      const isForeign = end > mostAnswerBytes || this.#waiting.length === 0;
      if (!isForeign && this.#rest.length < end) return;
      const answer = isForeign ? undefined : decodeAnswer(this.#rest.subarray(headBytes, end));
      this.#rest = this.#rest.subarray(end);
      if (answer === undefined) this.#breakForeign();
      else this.#answer(answer);
    }
  }

  #answer(answer: Answer): void {
    this.#hasAnswered = true;
    this.#waiting.shift()?.resolve(answer);
  }

  /** Some servers close the connection over a certificate without an alert. */
  #closing(): string {
    const isUnsure = this.#address.isTls && !this.#hasAnswered;
    return `the server closed it${isUnsure ? ' before any answer; does it accept tls.cert and tls.key?' : ''}`;
  }

  #breakForeign(): void {
    const where = nameOf(this.#address);
    this.break(
      new RetryableError(`${where} does not answer as Riemann does: is the port right, and does it want TLS?`),
    );
  }
}
