import { expect, it } from 'vitest';
import { goJson, longestFitting } from './index.ts';

it.each([
  ['short', 10, 'short'],
  ['too long for it', 10, 'too l…'],
  // Each of these is six bytes in Go's JSON.
  ['<<<<<<<<', 16, '<…'],
  ['事件事件', 12, '事件…'],
  ['anything', 0, ''],
])('%s in %i bytes of JSON is %s', (text, limit, expected) => {
  expect(longestFitting(text, (some) => Buffer.byteLength(goJson(some)) <= limit)).toBe(expected);
});
