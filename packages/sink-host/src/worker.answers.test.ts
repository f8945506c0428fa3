import { describe, expect, it } from 'vitest';
import { ample, batch, startIn } from './fixtures/start.ts';
import { isolations } from './protocol.ts';

describe.each(isolations)('in a %s:', (isolation) => {
  const start = startIn(isolation);

  describe('what a destination answered', () => {
    it('comes with an accepted delivery when it is asked for: the last of it', async () => {
      const { worker } = start('tells.js', { answers: true });
      expect(await worker.deliver(batch('one', ['a', 'b']), ample)).toEqual({ kind: 'accepted', answer: 'took b' });
      expect(await worker.deliver(batch('two', ['c']), ample)).toEqual({ kind: 'accepted', answer: 'took c' });
    });

    it('does not outlive a delivery that failed', async () => {
      const { worker } = start('tells.js', { answers: true });
      expect(await worker.deliver(batch('one', ['bad']), ample)).toMatchObject({
        kind: 'retry',
        error: { message: 'no' },
      });
      expect(await worker.deliver(batch('two', []), ample)).toEqual({ kind: 'accepted' });
    });

    it('is not told to a daemon, which does not ask', async () => {
      const { worker } = start('tells.js');
      expect(await worker.deliver(batch(), ample)).toEqual({ kind: 'accepted' });
    });
  });
});
