import { describe, expect, it } from 'vitest';
import { RetryableError } from '../errors.ts';
import type { KubeEvent } from '../event.ts';
import { event } from './fixtures/event.ts';
import { Pace } from './pace.ts';
import { sendAll } from './send.ts';
import type { Message } from './style.ts';

const events = ['a', 'b', 'c', 'd', 'e'].map((name) => event({ name }));

/** Sends two events a message, with what a test wants to be different. */
function sender(most: number, lengthMs: number, patienceMs = 0) {
  let now = 0;
  const sent: (readonly KubeEvent[])[] = [];
  const slept: number[] = [];
  const make = (left: readonly KubeEvent[]) => {
    const message: Message = { title: '', body: '', severity: 'normal', named: 2, cut: 0, rest: left.slice(2) };
    return { message, shown: left.slice(0, 2) };
  };
  return {
    sent,
    slept,
    make,
    post: async ({ shown }: { readonly shown: readonly KubeEvent[] }) => void sent.push(shown),
    pace: new Pace([{ most, lengthMs }]),
    tooFast: 'the chat takes no more yet',
    now: () => now,
    patience: {
      ms: patienceMs,
      sleep: async (ms: number) => {
        slept.push(ms);
        now += ms;
      },
    },
  };
}

describe('a batch that needs several messages', () => {
  it('is sent in as many', async () => {
    const one = sender(10, 1000);
    expect(await sendAll(events, one)).toEqual([]);
    expect(one.sent.map((shown) => shown.length)).toEqual([2, 2, 1]);
  });

  it('waits itself for a limit that is over soon', async () => {
    const one = sender(1, 1000, 1000);
    expect(await sendAll(events, one)).toEqual([]);
    expect(one.slept).toEqual([1000, 1000]);
  });

  it('hands back what has to wait for longer', async () => {
    const one = sender(2, 60_000, 1000);
    const refusals = await sendAll(events, one);
    expect(refusals).toMatchObject([{ index: 4, error: { retryAfterMs: 60_000 } }]);
    expect(refusals[0]?.error.message).toContain('the chat takes no more yet');
    await expect(sendAll(events, one)).rejects.toSatisfy(RetryableError.is);
  });
});
