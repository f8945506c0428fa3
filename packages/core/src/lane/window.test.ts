import { expect, test } from 'vitest';
import type { Entry } from '../record.ts';
import type { Piece } from './piece.ts';
import { Window } from './window.ts';

const window = (...objects: number[]) =>
  new Window(
    'ops',
    0,
    objects.map(
      (objectKey, index): Entry => ({
        kind: 'revision',
        scope: '',
        resourceVersion: '1',
        change: 'added',
        receivedAt: 0,
        eventAt: 0,
        objectKey,
        decisions: [],
        listed: false,
        payload: Buffer.from('{}'),
        sequence: 10 * (index + 1),
        table: { sinks: [] },
      }),
    ),
    100,
  );
const sequences = (piece: Piece | undefined) => piece?.entries.map((entry) => entry.sequence);
const take = (from: Window): Piece => {
  const piece = from.next();
  if (piece === undefined) throw new Error('the window is empty');
  return piece;
};

test('settled through: up to the first event that is not, and to the end of what was examined when all are', () => {
  const one = window(1, 2, 3, 4);
  expect(one.settledThrough()).toBe(9);
  one.settle(one.split(take(one)));
  expect(one.settledThrough()).toBe(29);
  one.settle(take(one));
  expect(one.settledThrough()).toBe(100);
  expect(one.next()).toBeUndefined();
});

test('halves keep the order, the id of a piece stays, and the parts have ids of their own', () => {
  const one = window(1, 2, 3);
  const whole = take(one);
  expect(take(one).id).toBe(whole.id);
  const left = one.split(whole);
  expect(sequences(left)).toEqual([10, 20]);
  one.settle(left);
  expect(sequences(take(one))).toEqual([30]);
  expect(new Set([whole.id, left.id, take(one).id]).size).toBe(3);
});

test('narrowed to what is to be tried again', () => {
  const one = window(1, 2, 3);
  expect(sequences(one.narrow(take(one), [0, 2]))).toEqual([10, 30]);
  expect(one.settledThrough()).toBe(9);
});

test('what was set aside lets others go first, but not those of its object', () => {
  const one = window(1, 2, 1, 3);
  one.setAside(one.single(take(one)));
  const others = take(one);
  expect(sequences(others)).toEqual([20, 40]);
  one.settle(others);
  const suspect = take(one);
  expect(sequences(suspect)).toEqual([10]);
  expect(one.settledThrough()).toBe(9);
  one.settle(suspect);
  expect(sequences(take(one))).toEqual([30]);
});

test('of several that were set aside the one that is due first is next', () => {
  const one = window(1, 2);
  const first = one.single(take(one));
  first.dueAt = 500;
  one.setAside(first);
  const second = take(one);
  second.dueAt = 200;
  one.setAside(second);
  expect(take(one)).toBe(second);
});
