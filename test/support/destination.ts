import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** One event as the webhook sink sends it. */
export interface SentEvent {
  readonly id: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly reason: string;
  readonly message: string;
  /** Kind, namespace and name of the involved object. */
  readonly object: string;
}

/** One request that was answered, or is about to be. */
export interface SentRequest {
  /** Unix ms at which its body was complete. */
  readonly at: number;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
  readonly events: readonly SentEvent[];
  /** Undefined until it is answered. */
  status: number | undefined;
}

/** How a request is answered. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A webhook destination in the test's own process: the test decides each answer, and sees every request. */
export interface Destination {
  readonly url: string;
  readonly requests: readonly SentRequest[];
  /** What was accepted, in the order of the answers. */
  readonly accepted: readonly SentEvent[];
  /** Decides from now on; default 204 for everything. */
  answer(decide: (events: readonly SentEvent[]) => Answer | Promise<Answer>): void;
  /** The port is closed and every connection with it, until `back`. */
  away(): Promise<void>;
  back(): Promise<void>;
  stop(): Promise<void>;
}

/** Everything is accepted. */
export const accepting = (): Answer => ({ status: 204 });

/** Starts a destination. */
export async function startDestination(): Promise<Destination> {
  const requests: SentRequest[] = [];
  const accepted: SentEvent[] = [];
  const connections = new WeakMap<Socket, number>();
  let connected = 0;
  let decide: (events: readonly SentEvent[]) => Answer | Promise<Answer> = accepting;

  const take = async (body: string, socket: Socket, response: ServerResponse) => {
    const events = readEvents(body);
    const request: SentRequest = {
      at: Date.now(),
      connection: connections.get(socket) ?? 0,
      events,
      status: undefined,
    };
    requests.push(request);
    const { status, headers = {} } = await decide(events);
    if (response.destroyed) return;
    request.status = status;
    if (status >= 200 && status < 300) accepted.push(...events);
    response.writeHead(status, { 'content-length': 0, ...headers }).end();
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void take(Buffer.concat(chunks).toString('utf8'), request.socket, response));
  });
  server.on('connection', (socket) => connections.set(socket, ++connected));
  // Longer than any test: a connection that closes was closed by the daemon.
  server.keepAliveTimeout = 600_000;
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the destination has no port');
  const { port } = address;
  return {
    url: `http://127.0.0.1:${port}/events`,
    requests,
    accepted,
    answer: (next) => {
      decide = next;
    },
    away: close,
    back: () => listen(port),
    stop: close,
  };
}

function readEvents(body: string): SentEvent[] {
  const parsed: unknown = JSON.parse(body);
  const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return list.map((event) => {
    const object = field(event, 'object');
    return {
      id: text(event, 'id'),
      uid: text(event, 'uid'),
      resourceVersion: text(event, 'resourceVersion'),
      reason: text(event, 'reason'),
      message: text(event, 'message'),
      object: `${text(object, 'kind')}/${text(object, 'namespace')}/${text(object, 'name')}`,
    };
  });
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown, name: string): string {
  const found = field(value, name);
  if (typeof found !== 'string') throw new Error(`an event without the field ${name}: ${JSON.stringify(value)}`);
  return found;
}
