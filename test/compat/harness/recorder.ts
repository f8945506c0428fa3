import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createSocketServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ServerCertificate } from '@kubeherald/simulator';
import { listen } from './listen.ts';
import type { WireReply, WireRequest } from './vectors.ts';

/** A destination that writes down what it gets, as it is on the wire. */
export interface Recorder {
  /** `host:port` */
  readonly address: string;
  readonly requests: readonly WireRequest[];
  stop(): Promise<void>;
}

/** Decides the answer to the `index`-th request, counted from 0. */
export type Answers = (request: WireRequest, index: number) => WireReply;

/** Starts a recorder, with TLS when it is given a certificate. */
export async function startRecorder(answers: Answers, certificate?: ServerCertificate): Promise<Recorder> {
  const requests: WireRequest[] = [];
  const take = (request: IncomingMessage, response: ServerResponse) =>
    void record(request, response, requests, answers);
  const server = certificate === undefined ? createServer(take) : createTlsServer(certificate, take);
  const port = await listen(server);
  return { address: `127.0.0.1:${port}`, requests, stop: () => stop(server) };
}

/** Starts a proxy that is itself every host asked of it, with and without TLS. Requests have whole URLs. */
export async function startRecordingProxy(answers: Answers, certificate: ServerCertificate): Promise<Recorder> {
  const requests: WireRequest[] = [];
  const take = (request: IncomingMessage, response: ServerResponse) =>
    void record(request, response, requests, answers);
  const plain = createServer(take);
  const secure = createTlsServer(certificate, take);
  const front = createServer(take);
  front.on('connect', (request: IncomingMessage, socket: Socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    (request.url?.endsWith(':443') ? secure : plain).emit('connection', socket);
  });
  const port = await listen(front);
  return { address: `127.0.0.1:${port}`, requests, stop: () => stop(front) };
}

/** A port that refuses connections. */
export async function deadPort(): Promise<number> {
  const server = createSocketServer();
  const port = await listen(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function record(
  request: IncomingMessage,
  response: ServerResponse,
  requests: WireRequest[],
  answers: Answers,
): Promise<void> {
  const secure = 'encrypted' in request.socket;
  const path = request.url ?? '/';
  const url = path.startsWith('/') ? `http${secure ? 's' : ''}://${request.headers.host}${path}` : path;
  const body = await buffer(request);
  const headers: [string, string][] = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    headers.push([request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? '']);
  }
  const method = request.method ?? '';
  const wire = { method, url, headers, body: body.toString('utf8'), bodyBase64: body.toString('base64') };
  const reply = answers(wire, requests.push(wire) - 1);
  response.writeHead(reply.status, reply.headers.flat()).end(reply.body);
}
