import { expect, it } from 'vitest';
import { median, quantile } from './statistics.ts';

it.each([
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 2, 3], 0.5, 2],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.99, 99],
  [[7], 0.99, 7],
])('takes the quantile of %j at %d', (values, share, expected) => {
  expect(quantile(values, share)).toBe(expected);
});

it('takes the median whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
});
