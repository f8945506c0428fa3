import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Chunks } from './chunks.ts';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';
import type { Target } from './route.ts';
import type { User } from './users.ts';

/** What faults do to a body. */
export interface BodyPlan {
  /** The connection is cut after so many bytes on the wire. */
  readonly cutAfterBytes?: number;
  /** Bytes leave no faster. */
  readonly bytesPerSecond?: number;
}

/** An answer that is not a stream. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** In the pieces in which the server writes it; chunks are cut accordingly. */
  readonly body: readonly Buffer[];
  /** Name → value, beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Up to here a body has a Content-Length (Go's net/http), beyond it is chunked. */
const lengthLimitBytes = 2048;
/** How often a slow body moves on. */
const slowStepMs = 20;

/** One request and its answer. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly clock: Clock;
  /** undefined until the token is known. */
  user: User | undefined;
  plan: BodyPlan = {};
  readonly #random: Random;
  readonly #priority: Readonly<Record<string, string>>;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    query: URLSearchParams,
    world: { readonly clock: Clock; readonly random: Random; readonly priority: Readonly<Record<string, string>> },
  ) {
    this.request = request;
    this.response = response;
    this.target = target;
    this.query = query;
    this.clock = world.clock;
    this.#random = world.random;
    this.#priority = world.priority;
  }

  get socket(): Socket {
    return this.request.socket;
  }

  /** Sends a whole answer. */
  answer(answer: Answer): void {
    const { plan } = this;
    const bytes = answer.body.reduce((sum, piece) => sum + piece.length, 0);
    const chunked = bytes > lengthLimitBytes;
    this.#head(answer, chunked ? undefined : bytes);
    let wire: Buffer = Buffer.concat(answer.body);
    if (chunked) {
      const chunks = new Chunks();
      for (const piece of answer.body) chunks.write(piece);
      chunks.flush();
      wire = chunks.take();
    }
    if (plan.cutAfterBytes !== undefined) {
      const cut = wire.subarray(0, plan.cutAfterBytes);
      this.socket.write(cut, () => this.socket.destroy());
    } else if (plan.bytesPerSecond !== undefined) {
      this.#slowly(wire, plan.bytesPerSecond);
    } else {
      this.socket.write(wire);
      this.response.end();
    }
  }

  /** Sends the head of a stream; `send` and `end` follow. */
  open(contentType: string): void {
    this.#head({ status: 200, contentType, body: [] }, undefined);
  }

  /** Sends bytes of a stream, chunk sizes included. False when the client is to be waited for (`drain`). */
  send(chunks: Buffer): boolean {
    return this.socket.write(chunks);
  }

  /** Ends a stream in good order. */
  end(): void {
    if (!this.response.writableEnded) this.response.end();
  }

  /** Closes the connection with nothing more said. */
  drop(): void {
    this.socket.destroy();
  }

  #head(answer: Answer, length: number | undefined): void {
    const { response } = this;
    const own: Record<string, string> = {
      'Audit-Id': this.#random.uuid(),
      'Cache-Control': 'no-cache, private',
      'Content-Type': answer.contentType,
      ...(this.user ? this.#priority : {}),
      ...answer.headers,
    };
    const { Connection: connection, ...sorted } = own;
    const headers = Object.entries(sorted).sort(([a], [b]) => (a < b ? -1 : 1));
    headers.push(['Date', new Date(this.clock.now()).toUTCString()]);
    headers.push(length === undefined ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)]);
    if (connection !== undefined) headers.push(['Connection', connection]);
    response.sendDate = false;
    // Node would add Connection: keep-alive, which the real server does not send.
    response.removeHeader('Connection');
    response.writeHead(answer.status, headers.flat());
    response.flushHeaders();
  }

  #slowly(wire: Buffer, bytesPerSecond: number): void {
    const step = Math.max(1, Math.floor((bytesPerSecond * slowStepMs) / 1000));
    const next = (from: number) => {
      if (this.socket.destroyed) return;
      this.socket.write(wire.subarray(from, from + step));
      if (from + step >= wire.length) this.response.end();
      else this.clock.after(slowStepMs, () => next(from + step));
    };
    next(0);
  }
}
