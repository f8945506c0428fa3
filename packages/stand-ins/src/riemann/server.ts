import { once } from 'node:events';
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { decodeMsg, encodeAnswer, type Msg, type RiemannEvent } from './message.ts';
import { WireError } from './wire.ts';

export interface RiemannOptions {
  /** TLS as the real server has it: clients without a certificate of this authority are turned away. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
  /** What the streams say against an event: they throw that, and the events after it in the message are not seen. */
  readonly streams?: (event: RiemannEvent) => string | undefined;
}

/** A message that came. */
export interface Received {
  readonly msg: Msg;
  /** Whether it was answered with ok. */
  readonly accepted: boolean;
}

/**
 * What becomes of a message instead of the usual: an error in the answer, `late`: taken, and answered after a while; `hang`: no answer;
 * `cut`: the connection is cut unread; `cut in the answer`: taken, half of the answer, then cut; `garbage`: bytes of another protocol.
 */
export type Play = { readonly error: string } | 'late' | 'hang' | 'cut' | 'cut in the answer' | 'garbage';

/** Netty's LengthFieldBasedFrameDecoder of the real server: a signed 32-bit length. */
const mostFrameBytes = 0x7fff_ffff;
const headBytes = 4;
const lateMs = 100;

/** A Riemann TCP server on loopback: frames, protobuf, an answer to each message in order. */
export class Riemann {
  readonly received: Received[] = [];
  /** Events that went through the streams, in order; also those of a message of which a later one failed. */
  readonly events: RiemannEvent[] = [];
  /** Connections so far. */
  connections = 0;
  /** What becomes of the next messages; undefined: the usual. */
  plays: (Play | undefined)[] = [];
  /** The connection is cut instead of answering a message for which this is true. */
  cutOn: (msg: Msg) => boolean = () => false;
  streams: (event: RiemannEvent) => string | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  constructor({ tls, streams = () => undefined }: RiemannOptions = {}) {
    this.streams = streams;
    const take = (socket: Socket) => this.#take(socket);
    this.#server = tls
      ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true }, take)
      : createPlainServer(take);
  }

  get port(): number {
    return this.#port;
  }

  /** Listens, on the port of the last time if there was one. */
  async up(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Cuts all connections and listens no more. */
  async down(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A client may cut the connection at any time.
    socket.on('error', () => socket.destroy());
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= headBytes && !socket.destroyed) {
        const length = rest.readUInt32BE();
        if (length > mostFrameBytes) return void socket.destroy();
        if (rest.length < headBytes + length) return;
        const frame = rest.subarray(headBytes, headBytes + length);
        rest = rest.subarray(headBytes + length);
        this.#read(socket, frame);
      }
    });
  }

  #read(socket: Socket, frame: Buffer): void {
    try {
      this.#handle(socket, decodeMsg(frame));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      socket.destroy();
    }
  }

  #handle(socket: Socket, msg: Msg): void {
    const play = this.plays.shift();
    if (play === 'cut' || play === 'hang' || play === 'garbage' || this.cutOn(msg)) {
      this.received.push({ msg, accepted: false });
      if (play === 'garbage') socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
      else if (play !== 'hang') socket.destroy();
      return;
    }
    const error = typeof play === 'object' ? play.error : this.#stream(msg);
    this.received.push({ msg, accepted: error === undefined });
    const answer = encodeAnswer(error);
    if (play === 'late') setTimeout(() => socket.write(answer), lateMs);
    else if (play === 'cut in the answer') socket.end(answer.subarray(0, headBytes));
    else socket.write(answer);
  }

  #stream({ events, query }: Msg): string | undefined {
    for (const event of events) {
      const error = this.streams(event);
      if (error !== undefined) return error;
      this.events.push(event);
    }
    return query === undefined ? undefined : 'no index';
  }
}
