import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { Agent } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import { socketOptions } from './connection/dispatcher.ts';
import { Hold } from './connection/hold.ts';
import { FakeClock } from './fixtures/fake-clock.ts';
import { pacedPieces } from './paced-body.ts';

it('misses nothing of a body, however what it brings and what is read interleave', async () => {
  const bringing = fc.record({
    bytes: fc.integer({ min: 33_000, max: 90_000 }),
    times: fc.integer({ min: 1, max: 4 }),
    later: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(bringing, { minLength: 1, maxLength: 12 }), async (script) => {
      const expected = script.reduce((sum, { bytes, times }) => sum + bytes * times, 0);
      const rest = [...script];
      // As undici's: a read lets the parser go on, which pushes before that read returns, or later when the socket has nothing yet.
      const body = new Readable({
        highWaterMark: 65_536,
        read() {
          const next = rest.shift();
          const bring = () => {
            if (next === undefined) this.push(null);
            else for (let time = 0; time < next.times; time++) this.push(Buffer.alloc(next.bytes));
          };
          if (next?.later ?? true) setImmediate(bring);
          else bring();
        },
      });
      const pace = { clock: new FakeClock(), hold: new Hold(), intervalMs: 10 };
      let bytes = 0;
      for await (const piece of pacedPieces(body, pace, new AbortController().signal)) bytes += piece.length;
      expect(bytes).toBe(expected);
    }),
    { numRuns: 200 },
  );
});

/** Sends large pieces as fast as they are taken, from a thread of its own: this one must not set the server's pace. */
const sender = `
  const { createServer } = require('node:http');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer((_, response) => {
    let left = workerData.pieces;
    const more = () => {
      while (left-- > 0) if (!response.write(Buffer.alloc(workerData.bytes, 120))) return response.once('drain', more);
      response.end();
    };
    more();
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

it('misses nothing of a burst that a real connection brings', async () => {
  const size = { pieces: 2_000, bytes: 100_000 };
  const server = new Worker(sender, { eval: true, workerData: size });
  const hold = new Hold();
  const agent = new Agent({ connect: socketOptions });
  onTestFinished(async () => {
    await agent.destroy();
    await server.terminate();
  });
  const [port]: unknown[] = await once(server, 'message');
  const response = await agent
    .compose(hold.interceptor)
    .request({ origin: `http://127.0.0.1:${Number(port)}`, path: '/', method: 'GET' });
  let bytes = 0;
  const pace = { clock: systemClock, hold, intervalMs: 10 };
  for await (const piece of pacedPieces(response.body, pace, new AbortController().signal)) {
    bytes += piece.length;
    // As a journal that is behind: meanwhile the body fills, and stops in the middle of what the socket brought.
    for (let waited = 0; waited < 20; waited++) await turn();
  }
  expect(bytes).toBe(size.pieces * size.bytes);
});

it('throws what breaks the body off, after what came before', async () => {
  const body = new Readable({ read: () => undefined });
  const pieces = pacedPieces(
    body,
    { clock: new FakeClock(), hold: new Hold(), intervalMs: 0 },
    new AbortController().signal,
  );
  body.push('abc');
  expect((await pieces.next()).value?.toString()).toBe('abc');
  const next = pieces.next();
  body.destroy(new Error('reset'));
  await expect(next).rejects.toThrow('reset');
});
