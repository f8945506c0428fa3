import { expect, test } from 'vitest';
import { fullBucket, type RateLimit, takeToken, tokenInMs } from './limit.ts';

/** The times at which batches leave that always wait for the first token. */
function departures(limit: RateLimit, count: number): number[] {
  let now = 0;
  let bucket = fullBucket(limit, now);
  return Array.from({ length: count }, () => {
    now += tokenInMs(bucket, limit, now);
    bucket = takeToken(bucket, limit, now);
    return now;
  });
}

test.each([
  { limit: { batches: 1, perMs: 1000, burst: 1 }, at: [0, 1000, 2000, 3000] },
  { limit: { batches: 20, perMs: 60_000, burst: 2 }, at: [0, 0, 3000, 6000] },
  { limit: { batches: 3, perMs: 1000, burst: 1 }, at: [0, 334, 668, 1002] },
  { limit: { batches: 1, perMs: 1000, burst: 0 }, at: [0, 1000, 2000, 3000] },
])('$limit.batches batches per $limit.perMs ms with a burst of $limit.burst leave at $at', ({ limit, at }) => {
  expect(departures(limit, at.length)).toEqual(at);
});

test('a quiet time fills the bucket no higher than the burst', () => {
  const limit = { batches: 10, perMs: 1000, burst: 3 };
  let bucket = fullBucket(limit, 0);
  for (let taken = 0; taken < 3; taken += 1) bucket = takeToken(bucket, limit, 3_600_000);
  expect(tokenInMs(bucket, limit, 3_600_000)).toBe(100);
});

test('a clock that is set back neither gives nor takes', () => {
  const limit = { batches: 1, perMs: 1000, burst: 1 };
  const bucket = takeToken(fullBucket(limit, 10_000), limit, 10_000);
  expect(tokenInMs(bucket, limit, 5_000)).toBe(1000);
});

test('a thousand batches keep the rate', () => {
  const limit = { batches: 7, perMs: 1000, burst: 1 };
  expect(departures(limit, 1001).at(-1)).toBeGreaterThanOrEqual(142_857);
});
