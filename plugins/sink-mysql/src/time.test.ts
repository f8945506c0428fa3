import { expect, it } from 'vitest';
import { createClock, timestampOf } from './time.ts';

it.each([
  ['UTC', '2026-11-21T04:33:38Z', '2026-11-21 04:33:38'],
  ['UTC', '2026-11-21T04:33:38.120345678Z', '2026-11-21 04:33:38.120345'],
  ['Asia/Shanghai', '2026-11-21T16:33:38.12Z', '2026-11-22 00:33:38.12'],
  ['Asia/Kathmandu', '2026-11-21T04:33:38Z', '2026-11-21 10:18:38'],
  ['America/New_York', '2026-07-01T03:59:59Z', '2026-06-30 23:59:59'],
  ['Asia/Shanghai', '9999-12-31T23:59:59Z', '9999-12-31 23:59:59'],
])('in %s %s is %s', (zone, time, expected) => {
  expect(createClock(zone)(time)).toBe(expected);
});

it.each([
  ['1970-01-01T00:00:00Z', '1970-01-01 00:00:01'],
  ['2026-11-21T04:33:38.5Z', '2026-11-21 04:33:38.5'],
  ['2038-01-19T03:14:08Z', '2038-01-19 03:14:07'],
])('as a TIMESTAMP %s is %s', (time, expected) => {
  expect(timestampOf(time)).toBe(expected);
});
