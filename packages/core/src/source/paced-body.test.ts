import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
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
