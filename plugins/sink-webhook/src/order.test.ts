import { expect, it } from 'vitest';
import { events } from './fixtures/open.ts';
import { queues } from './order.ts';

it.each([
  ['abab', 1, ['0123']],
  ['abab', 2, ['02', '13']],
  ['aaaa', 3, ['0123']],
  ['abcd', 2, ['02', '13']],
  ['aaabc', 2, ['012', '34']],
  ['', 2, []],
])('the events of the objects %s in %i queues', (names, width, expected) => {
  expect(queues(events(...names.split('')), width).map((queue) => queue.join(''))).toEqual(expected);
});
