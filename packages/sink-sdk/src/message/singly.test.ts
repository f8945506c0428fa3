import { expect, it } from 'vitest';
import { event } from './fixtures/event.ts';
import { createSingleSending, Pace } from './index.ts';

it('single messages and digests together keep the limit in any minute', async () => {
  const limit = { most: 20, lengthMs: 60_000 };
  const pace = new Pace([limit]);
  const sent: number[] = [];
  let now = 0;
  const post = async () => {
    sent.push(now);
  };
  const digest = async () => {
    // To make it takes a while, in which a message of a minute ago may drop out.
    now += 500;
    if (pace.waitMs(now) > 0) return [];
    sent.push(now);
    pace.count(now);
    return [];
  };
  const send = createSingleSending([limit], pace, () => now);
  for (; now < 600_000; now += 300) await send([event()], { post, digest });
  const within = sent.map((from) => sent.filter((time) => time >= from && time < from + limit.lengthMs).length);
  expect(Math.max(...within)).toBe(limit.most);
});
