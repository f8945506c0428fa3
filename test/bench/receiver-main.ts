// A webhook destination that costs as little as it can, in a process of its own: counts events and notes their lag.
import { createServer } from 'node:http';

let events = 0;
let requests = 0;
let lastAt = 0n;
let lags: number[] = [];
const marker = Buffer.from('sent=');

/** Every event's message carries `sent=<nanoseconds>;` once. */
function take(body: Buffer): void {
  const now = process.hrtime.bigint();
  requests += 1;
  lastAt = now;
  let at = body.indexOf(marker);
  while (at !== -1) {
    const end = body.indexOf(59, at);
    const sent = body.toString('latin1', at + marker.length, end);
    if (sent !== '0') lags.push(Number(now - BigInt(sent)) / 1e6);
    events += 1;
    at = body.indexOf(marker, end);
  }
}

const server = createServer((request, response) => {
  if (request.url === '/stats' || request.url === '/reset') {
    const body = JSON.stringify({ events, requests, lastAt: lastAt.toString(), lags });
    if (request.url === '/reset') {
      events = 0;
      requests = 0;
      lags = [];
    }
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) });
    response.end(body);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    take(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    response.writeHead(204);
    response.end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${address.port}` })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
