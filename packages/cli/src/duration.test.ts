import { expect, it } from 'vitest';
import { duration, inWords } from './duration.ts';

it.each([
  ['30s', 30_000],
  ['500ms', 500],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
])('%s', (text, expected) => {
  expect(duration(text)).toBe(expected);
});

it.each(['', '30', 's', '-1s', '0s', '1d2', '30 s'])('refuses %j with an example', (text) => {
  expect(() => duration(text)).toThrow('such as 30s');
});

it.each([
  [0.4, '0 ms'],
  [850, '850 ms'],
  [1234, '1.2 s'],
  [600_000, '10 min'],
])('%i in words: %s', (ms, expected) => {
  expect(inWords(ms)).toBe(expected);
});
