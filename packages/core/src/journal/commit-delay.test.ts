import { expect, it } from 'vitest';
import { commitDelayMs } from './commit-delay.ts';

it.each([
  { name: 'the first commit is at once', now: 50, startedAt: Number.NEGATIVE_INFINITY, intervalMs: 10, delayMs: 0 },
  { name: 'after a pause at once', now: 70, startedAt: 50, intervalMs: 10, delayMs: 0 },
  {
    name: 'soon after another it waits for the rest of the interval',
    now: 53,
    startedAt: 50,
    intervalMs: 10,
    delayMs: 7,
  },
  { name: 'interval 0 never waits', now: 50, startedAt: 50, intervalMs: 0, delayMs: 0 },
  { name: 'a clock that was set back holds nothing up', now: 10, startedAt: 3_600_000, intervalMs: 10, delayMs: 0 },
])('$name', ({ now, startedAt, intervalMs, delayMs }) => {
  expect(commitDelayMs(now, startedAt, intervalMs)).toBe(delayMs);
});
