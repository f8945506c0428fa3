import { expect, it } from 'vitest';
import { KeyCache } from './key-cache.ts';

const minute = 60_000;
const signal = new AbortController().signal;

// The rows of kube-eventer's own test of its keys: one that never ends, and 15 and 5 minutes before and 5 minutes after the end.
it.each([
  [Number.POSITIVE_INFINITY, 0, 'kept'],
  [120 * minute, 105 * minute, 'kept'],
  [120 * minute, 115 * minute, 'fetched anew'],
  [120 * minute, 125 * minute, 'fetched anew'],
])('a key that ends after %d ms is, after %d ms, %s', async (lifeMs, laterMs, expected) => {
  let now = 1_700_000_000_000;
  let fetched = 0;
  const fetch = async () => ({ id: `key-${++fetched}`, secret: 's', expiresAt: now + lifeMs });
  const cache = new KeyCache(
    fetch,
    () => now,
    () => {},
  );
  await cache.get(signal);
  now += laterMs;
  const { id } = await cache.get(signal);
  expect(id).toBe(expected === 'kept' ? 'key-1' : 'key-2');
});
