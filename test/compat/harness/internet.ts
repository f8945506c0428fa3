import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { ServerCertificate } from '@kubeherald/simulator';
import { listen } from './listen.ts';

/** A proxy behind which hosts of the internet, by their real names and with TLS, are servers on loopback. */
export interface Internet {
  /** What HTTPS_PROXY says. */
  readonly proxy: string;
  /** What was asked of whom, in order. */
  readonly asked: readonly URL[];
  stop(): Promise<void>;
}

/**
 * Starts the proxy. The other side is sent everything as it came, the Host header too, and its answer is passed on as it comes.
 * @param originOf which server a URL is of, as `http://127.0.0.1:port`; undefined: there is no such host
 */
export async function startInternet(
  originOf: (url: URL) => string | undefined,
  certificate: ServerCertificate,
): Promise<Internet> {
  const asked: URL[] = [];
  const secure = createTlsServer(certificate, (request, response) => {
    const url = new URL(request.url ?? '/', `https://${request.headers.host}`);
    asked.push(url);
    const origin = originOf(url);
    if (origin === undefined) response.writeHead(502).end(`no host ${url.host}`);
    else void passOn(request, response, origin);
  });
  const front = createServer((_request, response) => response.writeHead(502).end('only https is here'));
  front.on('connect', (_request: IncomingMessage, socket: Socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    secure.emit('connection', socket);
  });
  const port = await listen(front);
  return {
    proxy: `http://127.0.0.1:${port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        front.close(() => resolve());
        secure.closeAllConnections();
        front.closeAllConnections();
      }),
  };
}

async function passOn(request: IncomingMessage, response: ServerResponse, origin: string): Promise<void> {
  const { method = '', headers, url = '/' } = request;
  const onward = ask(`${origin}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders).flushHeaders();
    // A watch ends when one of the two sides goes away.
    pipeline(answer, response).catch(() => response.destroy());
  });
  response.once('close', () => onward.destroy());
  await pipeline(request, onward).catch(() => response.destroy());
}
