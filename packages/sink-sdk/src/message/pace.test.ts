import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

it('lets so many go in any minute, and says how long the next has to wait', () => {
  const pace = new Pace([{ most: 3, lengthMs: 60_000 }]);
  const waits = [0, 10_000, 20_000, 30_000, 59_999.5, 60_000, 60_001, 70_000].map((now) => {
    const wait = pace.waitMs(now);
    if (wait === 0) pace.count(now);
    return wait;
  });
  expect(waits).toEqual([0, 0, 0, 30_000, 1, 0, 9999, 0]);
});

it('never lets more than its number go in a minute, wherever the minute begins', () => {
  const pace = new Pace([{ most: 20, lengthMs: 60_000 }]);
  const sent: number[] = [];
  for (let now = 0; now < 600_000; now += 137) {
    if (pace.waitMs(now) > 0) continue;
    pace.count(now);
    sent.push(now);
  }
  const within = sent.map((from) => sent.filter((time) => time >= from && time < from + 60_000).length);
  expect(Math.max(...within)).toBe(20);
});

describe('several limits hold together', () => {
  const limits = [
    { most: 2, lengthMs: 60 },
    { most: 3, lengthMs: 1000 },
  ];
  it.each([
    ['nothing was sent', [], 0, 0],
    ['less than a limit', [0], 0, 0],
    ['two within the short time', [0, 10], 20, 40],
    ['the short time is over', [0, 10], 60, 0],
    ['three within the long time', [0, 10, 70], 500, 500],
    ['the long time is over for the first', [0, 10, 70], 1000, 0],
  ])('%s', (_name, sent, now, waitMs) => {
    const pace = new Pace(limits);
    for (const at of sent) pace.count(at);
    expect(pace.waitMs(now)).toBe(waitMs);
  });
});
