import fc from 'fast-check';
import { expect, it } from 'vitest';
import { grouped } from './grouped.ts';

const bytesOf = (item: number) => item;

it.each([
  { name: 'nothing', items: [], groups: [] },
  { name: 'exactly full', items: [4, 6, 10], groups: [[4, 6], [10]] },
  { name: 'one byte too many', items: [4, 7], groups: [[4], [7]] },
  { name: 'one that is too large goes alone', items: [3, 11, 3], groups: [[3], [11], [3]] },
  { name: 'too many items', items: [1, 1, 1, 1], groups: [[1, 1, 1], [1]] },
])('$name', ({ items, groups }) => {
  expect(grouped(items, { bytesOf, mostBytes: 10, mostItems: 3 })).toEqual(groups);
});

it('keeps every item and their order, and no two neighbours would fit into one request', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12)), fc.integer({ min: 1, max: 5 }), (items, mostItems) => {
      const sum = (group: readonly number[]) => group.reduce((all, item) => all + item, 0);
      const groups = grouped(items, { bytesOf, mostBytes: 10, mostItems });
      expect(groups.flat()).toEqual(items);
      for (const [index, group] of groups.entries()) {
        expect(group.length === 1 || (sum(group) <= 10 && group.length <= mostItems)).toBe(true);
        const [next] = groups[index + 1] ?? [];
        if (next !== undefined) expect(sum(group) + next > 10 || group.length === mostItems).toBe(true);
      }
    }),
  );
});
