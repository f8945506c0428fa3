import { expect, it } from 'vitest';
import { suggest } from './suggestion.ts';

it.each([
  ['uri', ['url', 'token'], 'url'],
  ['Tokne', ['url', 'token'], 'token'],
  ['maxevents', ['maxBytes', 'maxEvents'], 'maxEvents'],
  ['colour', ['url', 'token'], undefined],
  ['x', [], undefined],
])('%s among %j is probably %s', (word, known, meant) => {
  expect(suggest(word, known)).toBe(meant);
});
