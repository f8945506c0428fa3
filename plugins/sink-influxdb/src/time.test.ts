import { expect, it } from 'vitest';
import { event } from './fixtures/open.ts';
import { distinctTime, exactTime } from './time.ts';

const at = (lastTimestamp: string, resourceVersion = '1') =>
  event('a', { lastTimestamp, metadata: { uid: 'u', resourceVersion } });
const second = '2024-03-01T02:03:04Z';

it.each([
  [second, 1_709_258_584_000_000_000n],
  ['2024-03-01T02:03:04.120345Z', 1_709_258_584_120_345_000n],
  ['1969-12-31T23:59:59Z', -1_000_000_000n],
])('%s is %i ns', (time, expected) => {
  expect(exactTime(at(time))).toBe(expected);
});

it('the digits that a time has stay; those it has not differ by revision, and are the same each time', () => {
  const [first, again, other] = [at(second, '1'), at(second, '1'), at(second, '2')].map(distinctTime);
  expect(first).toBe(again);
  expect(first).not.toBe(other);
  expect((first ?? 0n) / 1_000_000_000n).toBe(1_709_258_584n);
  expect(distinctTime(at('2024-03-01T02:03:04.120345Z')) / 1000n).toBe(1_709_258_584_120_345n);
  expect(distinctTime(at('2024-03-01T02:03:04.123456789Z'))).toBe(1_709_258_584_123_456_789n);
});

it('times beyond 64 bits become the last and the first that are', () => {
  expect(exactTime(at('9999-12-31T23:59:59Z')) / 1_000_000_000n).toBeGreaterThanOrEqual(9_223_372_035n);
  expect(exactTime(at('9999-12-31T23:59:59Z'))).toBeLessThanOrEqual(9_223_372_036_854_775_806n);
  expect(exactTime(at('1600-01-01T00:00:00Z'))).toBeGreaterThanOrEqual(-9_223_372_036_854_775_806n);
});
