import { expect, test, vi } from 'vitest';
import { type Answer, addEach, again, crashed, flaw, harness, late, yes } from './fixtures/harness.ts';

vi.setConfig({ testTimeout: 60_000 });
const settled = { timeout: 20_000 };
const breaksOn =
  (...bad: string[]): Answer =>
  ({ texts }) =>
    texts.some((text) => bad.includes(text)) ? crashed : yes;

test('an event that breaks the worker is found, becomes a dead letter, and takes no other with it', async () => {
  const h = harness({ answer: breaksOn('bad') });
  const texts = Array.from({ length: 40 }, (_, index) => (index === 17 ? 'bad' : `e${index}`));
  addEach(h.journal, texts);
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(40), settled);
  expect(h.accepted.toSorted()).toEqual(texts.filter((text) => text !== 'bad').toSorted());
  expect(new Set(h.accepted).size).toBe(h.accepted.length);
  expect(h.letters).toMatchObject([{ entry: { sequence: 18 }, reason: 'breaks-worker' }]);
  await h.lane.stop(0);
});

test('finding it opens no circuit, and the others wait for little more than the worker', async () => {
  const h = harness({ answer: breaksOn('bad', 'worse') });
  const texts = Array.from({ length: 100 }, (_, index) => (index === 0 ? 'bad' : index === 61 ? 'worse' : `e${index}`));
  addEach(h.journal, texts);
  h.lane.start();
  const startedAt = h.clock.now();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(100), settled);
  expect(h.states).toEqual(['running']);
  expect(new Set(h.letters.map(({ entry }) => entry.sequence))).toEqual(new Set([1, 62]));
  expect(h.letters).toHaveLength(2);
  const alone = (text: string) => h.deliveries.filter(({ texts: handed }) => handed.join() === text).length;
  expect([alone('bad'), alone('worse')].every((count) => count <= 7)).toBe(true);
  const others = h.deliveries.findLast(({ texts: handed }) => handed.every((text) => text.startsWith('e')));
  expect((others?.at ?? 0) - startedAt).toBeLessThan(5_000);
  expect((h.deliveries.at(-1)?.at ?? 0) - startedAt).toBeLessThan(10_000);
  await h.lane.stop(0);
});

test('those that were in its batch are not charged with its crashes when attempts are limited', async () => {
  const refusedOnce = new Set<string>();
  const h = harness({
    retry: { maxAttempts: 3 },
    answer: (delivered, count) => {
      const outcome = breaksOn('bad')(delivered, count);
      const fresh = delivered.texts.filter((text) => !refusedOnce.has(text));
      if (outcome !== yes || fresh.length === 0) return outcome;
      for (const text of fresh) refusedOnce.add(text);
      return again;
    },
  });
  addEach(
    h.journal,
    Array.from({ length: 32 }, (_, index) => (index === 20 ? 'bad' : `e${index}`)),
  );
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(32), settled);
  expect(h.letters.map(({ entry }) => entry.sequence)).toEqual([21]);
  expect(h.accepted).toHaveLength(31);
  await h.lane.stop(0);
});

test('alone at the head it cannot block those behind it for ever: one of them is tried first', async () => {
  const h = harness({ delivery: { maxEvents: 1 }, answer: breaksOn('bad', 'worse') });
  addEach(h.journal, ['bad', 'worse', 'c', 'd', 'e']);
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(5), settled);
  expect(h.accepted.toSorted()).toEqual(['c', 'd', 'e']);
  expect(h.letters.map((letter) => [letter.entry.sequence, letter.reason])).toEqual([
    [1, 'breaks-worker'],
    [2, 'breaks-worker'],
  ]);
  await h.lane.stop(0);
});

test('later events of the same object wait for it', async () => {
  const h = harness({ answer: breaksOn('bad') });
  h.journal.add(1, 'before');
  h.journal.add(1, 'bad');
  h.journal.add(1, 'after');
  h.journal.add(2, 'other');
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(4), settled);
  expect(h.accepted).toEqual(['before', 'other', 'after']);
  const last = h.deliveries.findLastIndex((delivery) => delivery.texts.includes('bad'));
  const next = h.deliveries.findIndex(
    (delivery) => delivery.texts.includes('after') && !delivery.texts.includes('bad'),
  );
  expect(next).toBeGreaterThan(last);
  await h.lane.stop(0);
});

test('a sink that breaks on everything makes no dead letters; it opens the circuit, and all is delivered once it works', async () => {
  let works = false;
  const h = harness({ answer: () => (works ? yes : crashed) });
  const texts = Array.from({ length: 20 }, (_, index) => `e${index}`);
  addEach(h.journal, texts);
  h.lane.start();
  await vi.waitFor(() => expect(h.deliveries.length).toBeGreaterThan(100), settled);
  expect(h.letters).toEqual([]);
  expect(h.accepted).toEqual([]);
  works = true;
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(20), settled);
  expect(h.accepted.toSorted()).toEqual(texts.toSorted());
  expect(h.letters).toEqual([]);
  expect(h.states).toEqual(['running', 'open', 'running']);
  await h.lane.stop(0);
});

test('a sink that cannot open makes no dead letters even when attempts are limited', async () => {
  const h = harness({
    retry: { maxAttempts: 3 },
    answer: (_, count) => (count < 30 ? { kind: 'broken', reason: 'open-failed', error: flaw } : yes),
  });
  h.journal.add(1, 'a');
  h.journal.add(2, 'b');
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(2), settled);
  expect(h.letters).toEqual([]);
  await h.lane.stop(0);
});

test('a destination that is slow now and then makes no dead letters', async () => {
  const h = harness({
    delivery: { maxEvents: 4, concurrency: 2 },
    answer: (_, count) => (count % 40 < 30 ? late : yes),
  });
  const texts = Array.from({ length: 60 }, (_, index) => `e${index}`);
  addEach(h.journal, texts);
  h.lane.start();
  await vi.waitFor(() => expect(h.lane.status().position).toBe(60), settled);
  expect(h.letters).toEqual([]);
  expect(h.accepted.toSorted()).toEqual(texts.toSorted());
  await h.lane.stop(0);
});

test.each([1, 10])(
  'an event that makes the sink loop for ever becomes a dead letter (batches of %i)',
  async (maxEvents) => {
    const h = harness({ delivery: { maxEvents }, answer: ({ texts }) => (texts.includes('bad') ? late : yes) });
    const texts = Array.from({ length: 40 }, (_, index) => (index === 3 ? 'bad' : `e${index}`));
    addEach(h.journal, texts);
    h.lane.start();
    await vi.waitFor(() => expect(h.cursor.position(0)).toBe(40), settled);
    expect(h.accepted.toSorted()).toEqual(texts.filter((text) => text !== 'bad').toSorted());
    expect(new Set(h.accepted).size).toBe(h.accepted.length);
    expect(h.letters).toMatchObject([{ entry: { sequence: 4 }, reason: 'breaks-worker' }]);
    await h.lane.stop(0);
  },
);

test('while the destination is down one small probe is sent at a time; the queue stays in the journal', async () => {
  let down = true;
  const h = harness({ delivery: { concurrency: 3 }, answer: () => (down ? again : yes) });
  for (let key = 0; key < 30; key += 1) h.journal.add(key, `e${key}`);
  h.lane.start();
  await vi.waitFor(() => expect(h.clock.now()).toBeGreaterThan(5_000_000), settled);
  const open = h.deliveries.slice(6);
  expect(open.every((delivery) => delivery.texts.length === 1)).toBe(true);
  for (const [index, delivery] of open.slice(8).entries())
    expect(delivery.at - (open[index + 7]?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
  expect(h.accepted).toEqual([]);
  expect(h.lane.status().position).toBe(0);
  expect(['open', 'probing']).toContain(h.lane.status().state);
  down = false;
  await vi.waitFor(() => expect(h.accepted).toHaveLength(30), settled);
  expect(h.lane.status()).toMatchObject({ state: 'running', failures: 0, nextAttemptAt: undefined });
  await h.lane.stop(0);
});
