import { describe, expect, it } from 'vitest';
import { ample, batch, startForAll, startIn } from './fixtures/start.ts';
import { isolations } from './protocol.ts';

describe.each(isolations)('in a %s:', (isolation) => {
  const start = startIn(isolation);

  describe("a delivery that throws one of the SDK's errors", () => {
    const { worker } = startForAll('throws-verdicts.js', isolation);

    it.each([
      ['retry', { kind: 'retry', retryAfterMs: 1500, error: { name: 'RetryableError', message: 'busy' } }],
      ['rejected', { kind: 'rejected', error: { name: 'RejectedError', message: 'too large' } }],
      ['misconfigured', { kind: 'misconfigured', error: { name: 'ConfigError', message: 'the token is not valid' } }],
    ])('for %s has that outcome', async (id, outcome) => {
      expect(await worker.deliver(batch(id), ample)).toMatchObject(outcome);
    });
  });

  describe('a delivery that throws anything else', () => {
    const { worker, restarts } = startForAll('throws-values.js', isolation);

    it.each([
      ['string', { name: 'NonError', message: "threw no error but 'just text'" }],
      ['undefined', { name: 'NonError', message: 'threw no error but undefined' }],
      ['null', { name: 'NonError', message: 'threw no error but null' }],
      ['object', { name: 'NonError', message: 'threw no error but { status: 500 }' }],
      ['frozen', { name: 'Error', message: 'frozen' }],
      ['getter', { name: 'Error', code: 'KH_SINK_THREW' }],
      ['proxy', { name: 'NonError' }],
      ['cycle', { message: 'round', cause: { message: 'round' } }],
      ['coded', { message: 'refused', code: 'ECONNREFUSED', cause: { message: 'socket' } }],
      ['long', { message: 'x'.repeat(4096) }],
    ])('(%s) is tried again, and the thread lives on', async (id, error) => {
      expect(await worker.deliver(batch(id), ample)).toMatchObject({ kind: 'retry', error });
      expect(await worker.deliver(batch(id), ample)).toMatchObject({ kind: 'retry' });
      expect(restarts).toEqual([]);
    });

    it('that overflows the stack is tried again, and the thread lives on', async () => {
      const { worker, restarts } = start('overflows-stack.js');
      expect(await worker.deliver(batch(), ample)).toMatchObject({ kind: 'retry', error: { name: 'RangeError' } });
      expect(restarts).toEqual([]);
    });
  });

  describe('a delivery that resolves', () => {
    const { worker } = startForAll('answers.js', isolation);

    it.each([
      ['nothing', { kind: 'accepted' }],
      ['empty', { kind: 'accepted' }],
      [
        'good',
        {
          kind: 'partial',
          refusals: [
            { index: 1, retry: false },
            { index: 0, retry: true, retryAfterMs: 10 },
          ],
        },
      ],
      ['plainError', { kind: 'partial', refusals: [{ index: 0, retry: true, error: { message: 'hm' } }] }],
    ])('with %s', async (id, outcome) => {
      expect(await worker.deliver(batch(id), ample)).toMatchObject(outcome);
    });

    it.each(['outOfRange', 'negative', 'fraction', 'text', 'twice', 'notAnArray', 'holes', 'huge', 'hostile'])(
      'with a malformed answer (%s) is tried again, and the error names the bug',
      async (id) => {
        const error = { code: 'KH_SINK_ANSWER', message: expect.stringContaining('bug of the sink') };
        expect(await worker.deliver(batch(id), ample)).toMatchObject({ kind: 'retry', error });
      },
    );
  });
});
