import { describe, expect, it } from 'vitest';
import { ample, batch, eventBytes, startIn } from './fixtures/start.ts';
import { isolations } from './protocol.ts';

describe.each(isolations)('in a %s:', (isolation) => {
  const start = startIn(isolation);

  describe('a delivery', () => {
    it('reaches the sink as normalised events, with id, attempt, cluster and change', async () => {
      const { worker, lines } = start('recorder.ts', { options: { url: 'u' } });
      const bytes = eventBytes('a');
      const events = [
        { change: 'added' as const, bytes },
        { change: 'modified' as const, bytes: eventBytes('b') },
      ];
      expect(await worker.deliver({ id: 'b1', attempt: 3, events }, ample)).toEqual({ kind: 'accepted' });
      const seen = {
        id: 'uid-a:7',
        name: 'a',
        cluster: 'test',
        change: 'added',
        message: 'grüße 🦆',
        raw: JSON.parse(Buffer.from(bytes).toString()),
      };
      await expect
        .poll(() => lines[1]?.fields)
        .toMatchObject({ batch: { id: 'b1', attempt: 3, events: [seen, { id: 'uid-b:7', change: 'modified' }] } });
    });

    it('copies the bytes: those of the host stay usable for the next try', async () => {
      const { worker } = start('recorder.ts', { options: { url: 'u' } });
      const sent = batch();
      await worker.deliver(sent, ample);
      expect(Buffer.from(sent.events[0]?.bytes ?? [])).toEqual(Buffer.from(eventBytes('a')));
      expect(await worker.deliver({ ...sent, attempt: 2 }, ample)).toEqual({ kind: 'accepted' });
    });

    it('refuses an event whose bytes are no JSON, and delivers the others', async () => {
      const { worker, lines } = start('recorder.ts', { options: { url: 'u' } });
      const broken = { change: 'added' as const, bytes: Buffer.from('{"kind"') };
      const [first, last] = batch().events;
      if (!first || !last) throw new Error('a batch of two is needed');
      const refusal = { index: 1, retry: false, error: expect.objectContaining({ code: 'KH_EVENT_UNREADABLE' }) };
      expect(await worker.deliver({ id: 'x', attempt: 1, events: [first, broken, last] }, ample)).toEqual({
        kind: 'partial',
        refusals: [refusal],
      });
      await expect.poll(() => lines[1]?.fields).toMatchObject({ batch: { events: [{ name: 'a' }, { name: 'b' }] } });
    });

    it('counts refusals in the batch that was sent, not in what was readable of it', async () => {
      const { worker } = start('answers.js');
      const unreadable = { change: 'added' as const, bytes: Buffer.from('null') };
      const outcome = await worker.deliver({ id: 'good', attempt: 1, events: [unreadable, ...batch().events] }, ample);
      expect(outcome).toMatchObject({
        kind: 'partial',
        refusals: [
          { index: 0, retry: false },
          { index: 1, retry: true, retryAfterMs: 10 },
          { index: 2, retry: false },
        ],
      });
    });

    it('that is called while another runs waits for it: the order of calls is kept', async () => {
      const { worker, lines } = start('slow-close.js');
      await Promise.all([
        worker.deliver(batch('1'), ample),
        worker.deliver(batch('2'), ample),
        worker.reopen(ample),
        worker.deliver(batch('3'), ample),
      ]);
      const order = [1, 2].flatMap((id) => [`deliver ${id} begins`, `deliver ${id} ends`]);
      await expect
        .poll(() => lines.map((line) => line.message))
        .toEqual([...order, 'reopened', 'deliver 3 begins', 'deliver 3 ends']);
    });
  });

  describe('a check', () => {
    it('has the outcome of what the sink throws', async () => {
      const { worker } = start('checks.js');
      expect(await worker.check(ample)).toMatchObject({
        kind: 'misconfigured',
        error: { message: 'the password is wrong' },
      });
    });

    it('is accepted when the sink has none, and says that nothing was tried', async () => {
      const { worker } = start('logs.js');
      expect(await worker.check(ample)).toEqual({ kind: 'accepted', checked: false });
    });
  });
});
