import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';

/** Whether connections are served, taken and left alone, or refused because nothing listens. */
export type Attention = 'serving' | 'silent' | 'down';

/** An HTTP server on loopback that can also fail below HTTP. */
export class Listener {
  readonly #http;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #attention: Attention = 'serving';

  constructor(handle: (request: IncomingMessage, response: ServerResponse) => void) {
    this.#http = createHttpServer(handle);
    // A connection that is closed for idling, just when the sink uses it again, would be a fault that nobody scripted.
    this.#http.keepAliveTimeout = 0;
    this.#http.requestTimeout = 0;
  }

  /** @throws Error before the first {@link listen} */
  get port(): number {
    if (this.#port === 0) throw new Error('The fake destination has no address yet: await start() first');
    return this.#port;
  }

  /** Listens, on the port of the last time if there was one. */
  async listen(): Promise<void> {
    const server = createServer((socket) => this.#take(socket));
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    this.#attention = 'serving';
  }

  /** Cuts all connections and frees the port. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    this.cut();
    await closed;
  }

  async attend(attention: Attention): Promise<void> {
    if (attention === this.#attention) return;
    const before = this.#attention;
    if (attention === 'down') await this.close();
    else this.cut();
    if (before === 'down') await this.listen();
    this.#attention = attention;
  }

  /** Cuts the connections that the test is done with; `which` absent: all. */
  cut(which: Iterable<Socket> = this.#sockets): void {
    for (const socket of which) socket.destroy();
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // A sink may cut the connection at any time.
    socket.on('error', () => socket.destroy());
    if (this.#attention === 'serving') this.#http.emit('connection', socket);
  }
}
