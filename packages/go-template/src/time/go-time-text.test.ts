import { expect, it } from 'vitest';
import { goTimeText } from './go-time-text.ts';

it.each([
  ['2024-03-01T02:03:04Z', 'Asia/Shanghai', '2024-03-01 10:03:04 +0800 CST'],
  ['2024-03-01T02:03:04.123456Z', 'Asia/Shanghai', '2024-03-01 10:03:04.123456 +0800 CST'],
  ['2024-07-01T02:03:04.100Z', 'America/New_York', '2024-06-30 22:03:04.1 -0400 EDT'],
  ['1969-12-31T23:59:59Z', 'UTC', '1969-12-31 23:59:59 +0000 UTC'],
  ['2024-03-01T02:03:04Z', 'No/Where', '2024-03-01 02:03:04 +0000 UTC'],
  ['', 'Asia/Shanghai', '0001-01-01 00:00:00 +0000 UTC'],
  ['2024-13-01T02:03:04Z', 'UTC', '0001-01-01 00:00:00 +0000 UTC'],
])('%s in %s is %s', (time, zone, expected) => {
  expect(goTimeText(time, zone)).toBe(expected);
});
