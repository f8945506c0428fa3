// A webhook destination in a process of its own: it outlives the daemon that is killed, and writes down what it accepted before it answers.
import { appendFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';

/** One accepted event, as a line of the ledger. `request` numbers the requests, so repeats can be told by batch. */
export interface Received {
  readonly request: number;
  readonly at: number;
  readonly id: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly object: string;
}

const [ledger, portText = '0'] = process.argv.slice(2);
let requests = 0;
let events = 0;
let down = false;
let delayMs = 0;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function accept(body: string): void {
  requests += 1;
  const parsed: unknown = JSON.parse(body);
  const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  let lines = '';
  for (const event of list) {
    if (!isRecord(event)) throw new Error('the body is no event');
    const object = isRecord(event.object) ? event.object : {};
    const received: Received = {
      request: requests,
      at: Date.now(),
      id: text(event.id),
      uid: text(event.uid),
      resourceVersion: text(event.resourceVersion),
      object: `${text(object.kind)}/${text(object.namespace)}/${text(object.name)}`,
    };
    lines += `${JSON.stringify(received)}\n`;
    events += 1;
  }
  if (ledger) appendFileSync(ledger, lines);
}

function answer(response: ServerResponse, status: number, body = ''): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://receiver');
  if (url.pathname === '/control') {
    if (url.searchParams.has('down')) down = url.searchParams.get('down') === 'true';
    if (url.searchParams.has('delayMs')) delayMs = Number(url.searchParams.get('delayMs'));
    request.resume();
    answer(response, 200, JSON.stringify({ requests, events, down, delayMs }));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (down) {
      answer(response, 503, 'down on request');
      return;
    }
    // Accepted before the delay: a daemon killed meanwhile does not know of it, and must repeat this batch and no other.
    accept(Buffer.concat(chunks).toString('utf8'));
    if (delayMs > 0) setTimeout(() => answer(response, 204), delayMs);
    else answer(response, 204);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(portText), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${address.port}` })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
