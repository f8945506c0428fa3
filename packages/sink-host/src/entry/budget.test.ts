import { expect, it } from 'vitest';
import { LineBudget } from './budget.ts';

const taken = (budget: LineBudget, now: number, times: number) =>
  Array.from({ length: times }, () => budget.take(now, false)).filter((allowed) => allowed).length;

it('lets a burst pass, then 50 lines a second, and counts the rest once', () => {
  const budget = new LineBudget(0);
  expect(taken(budget, 0, 1000)).toBe(300);
  expect(budget.takeDropped()).toBe(700);
  expect(taken(budget, 1000, 1000)).toBe(50);
  expect(taken(budget, 3_600_000, 1000)).toBe(300);
  expect(budget.takeDropped()).toBe(1650);
  expect(budget.takeDropped()).toBe(0);
});

it('lets none pass while the host is behind', () => {
  const budget = new LineBudget(0);
  expect(budget.take(0, true)).toBe(false);
  expect(budget.take(0, false)).toBe(true);
  expect(budget.takeDropped()).toBe(1);
});
