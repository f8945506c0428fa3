import { expect, it } from 'vitest';
import { Pace, waitOf } from './pace.ts';

it.each([
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:01:40 GMT' }, 90_000],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
  [{ 'retry-after': '2', ratelimit: 'limit=100, remaining=0, reset=54' }, 2000],
  [{ ratelimit: 'limit=100, remaining=0, reset=54' }, 54_000],
  [{ ratelimit: 'limit=100;reset=9' }, 9000],
  [{ 'retry-after': '99999999999' }, 86_400_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('%j asks to wait %s ms', (headers, expected) => {
  expect(waitOf(headers, 10_000)).toBe(expected);
});

it('is closed from the last request of a window to its end', () => {
  let now = 0;
  const pace = new Pace(() => now);
  pace.note({ ratelimit: 'limit=2, remaining=1, reset=60' });
  expect(() => pace.enter()).not.toThrow();
  pace.note({ ratelimit: 'limit=2, remaining=0, reset=60' });
  now = 59_999;
  expect(() => pace.enter()).toThrow(expect.objectContaining({ retryAfterMs: 1 }));
  now = 60_000;
  expect(() => pace.enter()).not.toThrow();
});
