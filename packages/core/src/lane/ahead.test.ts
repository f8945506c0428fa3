import { expect, test } from 'vitest';
import type { Entry } from '../record.ts';
import { Ahead } from './ahead.ts';
import { Window } from './window.ts';

const entry = (sequence: number, objectKey: number): Entry => ({
  kind: 'revision',
  scope: '',
  resourceVersion: String(sequence),
  change: 'added',
  receivedAt: 0,
  eventAt: 0,
  objectKey,
  decisions: [],
  listed: false,
  payload: Buffer.from('{}'),
  sequence,
  table: { sinks: [] },
});

/** A window in which the events of these objects have broken the worker. */
function suspects(...objects: number[]): Window {
  const window = new Window(
    'ops',
    0,
    objects.map((object, index) => entry(index + 1, object)),
    objects.length,
  );
  for (let piece = window.next(); piece && !window.isAside(piece); piece = window.next())
    window.setAside(window.single(piece));
  return window;
}

test('looks behind the window, past the objects that wait in it', () => {
  const { after, allows } = new Ahead().look(suspects(1, 2));
  expect(after).toBe(2);
  expect([1, 2, 3].map((object) => allows(entry(9, object)))).toEqual([false, false, true]);
});

test('an object that was passed over stays so when its event in the window is settled', () => {
  const ahead = new Ahead();
  const window = suspects(1, 2);
  ahead.look(window);
  ahead.passOver(5);
  const first = window.next();
  if (first) window.settle(first);
  const { after, allows } = ahead.look(window);
  expect(after).toBe(5);
  expect(allows(entry(9, 1))).toBe(false);
});

test('what was refused keeps its turn, with the later ones of its object; the next look goes further', () => {
  const ahead = new Ahead();
  const window = suspects(1);
  ahead.look(window);
  ahead.refused(entry(7, 3));
  const { after, allows } = ahead.look(window);
  expect(after).toBe(7);
  expect(allows(entry(8, 3))).toBe(false);
  ahead.restart();
  expect(ahead.look(window)).toMatchObject({ after: 1 });
  expect(ahead.look(window).allows(entry(7, 3))).toBe(true);
});

test('what was delivered is known until the cursor has passed it', () => {
  const ahead = new Ahead();
  ahead.look(suspects(1));
  ahead.delivered(entry(7, 3));
  expect(ahead.has(entry(7, 3))).toBe(true);
  expect(ahead.has(entry(8, 3))).toBe(false);
  ahead.forget(6);
  expect(ahead.has(entry(7, 3))).toBe(true);
  ahead.forget(7);
  expect(ahead.has(entry(7, 3))).toBe(false);
});
