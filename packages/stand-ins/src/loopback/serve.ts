import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request as it came. */
export interface Asked {
  readonly method: string;
  /** Path and query, on a host that means nothing. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Address of who asks. */
  readonly from: string;
}

/** What is answered. An object is sent as JSON. */
export interface Reply {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | object;
}

/** A server on loopback. */
export interface Served {
  /** `http://127.0.0.1:port`; the port stays over {@link Served.down} and {@link Served.up}. */
  readonly origin: string;
  /** Cuts all connections and listens no more, as when the server is stopped. */
  down(): Promise<void>;
  /** Listens again. */
  up(): Promise<void>;
}

/** Starts a server that answers each request with what `answer` makes of it. */
export async function serve(answer: (asked: Asked) => Reply): Promise<Served> {
  const server = createServer((request, response) => void exchange(request, response, answer));
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    up: () => (server.listening ? Promise.resolve() : listen(port)),
    down: () =>
      new Promise<void>((resolve) => {
        // Called with an error when it is down already, which is as well.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (asked: Asked) => Reply,
): Promise<void> {
  try {
    const body = await buffer(request);
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const from = request.socket.remoteAddress ?? '';
    const reply = answer({ method: request.method ?? '', url, headers: request.headers, body, from });
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    const type = typeof reply.body === 'string' ? 'text/plain' : 'application/json';
    response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers }).end(text);
  } catch (error) {
    // Who hangs up while it sends needs no answer; a fault of the stand-in's own is to be seen.
    if (request.destroyed && !request.complete) return;
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`the stand-in failed: ${String(error)}`);
  }
}
