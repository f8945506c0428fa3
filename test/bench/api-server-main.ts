// Plays an API server's watch as fast as the client reads, or at a steady rate, in a process of its own. Only what a benchmark needs; no faults, no store.
import { createServer, type ServerResponse } from 'node:http';
import { frame } from './frames.ts';

let position = 1_000;
let index = 0;
let watcher: ServerResponse | undefined;
let timer: NodeJS.Timeout | undefined;

/** Bytes of one write to the socket. */
const writeBytes = 64 * 1024;

/**
 * Sends `total` frames, each an HTTP chunk of its own as a live watch has them, pausing when the socket is full. They are rendered before
 * the clock starts, and written past the HTTP module: what is measured is the reader, so the writer must cost little.
 */
async function burst(response: ServerResponse, total: number): Promise<bigint> {
  const pieces: Buffer[] = [];
  let piece = '';
  for (let count = 0; count < total; count += 1) {
    position += 1;
    const line = frame(index++, position);
    piece += `${Buffer.byteLength(line).toString(16)}\r\n${line}\r\n`;
    if (piece.length >= writeBytes || count === total - 1) {
      pieces.push(Buffer.from(piece));
      piece = '';
    }
  }
  const { socket } = response;
  if (!socket) throw new Error('the watcher has gone');
  const begun = process.hrtime.bigint();
  for (const one of pieces) {
    if (!socket.write(one)) await new Promise((resolve) => socket.once('drain', resolve));
  }
  return begun;
}

/** Sends frames at `perSecond`, each with the time at which it was sent, `total` of them. */
function steady(response: ServerResponse, perSecond: number, total: number): Promise<bigint> {
  const begun = process.hrtime.bigint();
  let sent = 0;
  return new Promise((resolve) => {
    timer = setInterval(() => {
      const now = process.hrtime.bigint();
      const due = Math.min(total, Math.floor((Number(now - begun) / 1e9) * perSecond));
      while (sent < due) {
        position += 1;
        sent += 1;
        response.write(frame(index++, position, process.hrtime.bigint()));
      }
      if (sent >= total) {
        clearInterval(timer);
        resolve(begun);
      }
    }, 1);
  });
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://server');
  const number = (name: string) => Number(url.searchParams.get(name));
  const json = (value: unknown) => {
    const body = JSON.stringify(value);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  };
  if (url.pathname === '/control/watching') return json({ watching: watcher !== undefined });
  if (url.pathname === '/control/burst' || url.pathname === '/control/steady') {
    if (!watcher) {
      response.writeHead(409).end('nobody watches');
      return;
    }
    const work = url.pathname.endsWith('burst')
      ? burst(watcher, number('total'))
      : steady(watcher, number('perSecond'), number('total'));
    void work.then((begun) => json({ begun: begun.toString() }));
    return;
  }
  if (!url.searchParams.has('watch'))
    return json({ kind: 'EventList', apiVersion: 'v1', metadata: { resourceVersion: String(position) }, items: [] });
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  watcher = response;
  response.on('close', () => {
    if (watcher === response) watcher = undefined;
    clearInterval(timer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${address.port}` })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
