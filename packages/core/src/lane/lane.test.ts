import { expect, test, vi } from 'vitest';
import { again, flaw, harness, no, yes } from './fixtures/harness.ts';

vi.setConfig({ testTimeout: 60_000 });
const settled = { timeout: 20_000 };

test('delivers what is wanted, in order, and acknowledges all of it', async () => {
  const h = harness({ wanted: (entry) => entry.objectKey !== 2 });
  for (const key of [1, 2, 3]) h.journal.add(key, `e${key}`);
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(3), settled);
  expect(h.accepted).toEqual(['e1', 'e3']);
  await h.lane.stop(0);
});

test('a batch is what arrived while the one before was in flight', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const h = harness({
    answer: async (_, count) => {
      if (count === 1) await promise;
      return yes;
    },
  });
  h.lane.start();
  h.journal.add(1, 'a');
  await vi.waitFor(() => expect(h.deliveries).toHaveLength(1), settled);
  for (const text of ['b', 'c', 'd']) h.journal.add(1, text);
  resolve();
  await vi.waitFor(() => expect(h.accepted).toHaveLength(4), settled);
  expect(h.deliveries.map((delivery) => delivery.texts)).toEqual([['a'], ['b', 'c', 'd']]);
  await h.lane.stop(0);
});

test('unwanted stretches are acknowledged too, but not one by one', async () => {
  const h = harness({ wanted: () => false });
  h.lane.start();
  for (let count = 0; count < 500; count += 1) {
    h.journal.add(1);
    await Promise.resolve();
  }
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(500), settled);
  expect(h.cursor.acknowledged.length).toBeLessThan(5);
  await h.lane.stop(0);
});

test('the next batch is sent once the last is acknowledged, and the one before that survives a power loss', async () => {
  const h = harness({ delivery: { maxEvents: 1 } });
  const release = h.cursor.hold();
  for (let count = 0; count < 5; count += 1) h.journal.add(1, `e${count}`);
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.acknowledged).toHaveLength(2), settled);
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  expect(h.deliveries).toHaveLength(2);
  release();
  await vi.waitFor(() => expect(h.accepted).toHaveLength(5), settled);
  await h.lane.stop(0);
});

test.each([
  {
    how: 'at once',
    acknowledge: () => {
      throw new Error('EIO');
    },
    sent: ['a'],
  },
  { how: 'later', acknowledge: () => Promise.reject(new Error('EIO')), sent: ['a', 'b'] },
])('a cursor that refuses $how stalls the lane and repeats nothing', async ({ acknowledge, sent }) => {
  const h = harness({ delivery: { maxEvents: 1 } });
  const works = h.cursor.acknowledge.bind(h.cursor);
  h.cursor.acknowledge = acknowledge;
  const texts = ['a', 'b', 'c', 'd'];
  for (const text of texts) h.journal.add(1, text);
  h.lane.start();
  await vi.waitFor(
    () => expect(h.lane.status()).toMatchObject({ state: 'stalled', problem: { message: 'EIO' } }),
    settled,
  );
  expect(h.accepted).toEqual(sent);
  h.cursor.acknowledge = works;
  await vi.waitFor(() => expect(h.accepted).toEqual(texts), settled);
  expect(h.lane.status()).toMatchObject({ state: 'running', problem: undefined });
  await h.lane.stop(0);
});

test('a retry carries the same id and the next attempt number, after a growing wait', async () => {
  const h = harness({ answer: (_, count) => (count < 4 ? again : yes) });
  h.journal.add(1, 'a');
  h.lane.start();
  await vi.waitFor(() => expect(h.accepted).toEqual(['a']), settled);
  expect(new Set(h.deliveries.map((delivery) => delivery.batch.id)).size).toBe(1);
  expect(h.deliveries.map((delivery) => delivery.batch.attempt)).toEqual([1, 2, 3, 4]);
  const times = h.deliveries.map((delivery) => delivery.at - (h.deliveries[0]?.at ?? 0));
  expect(times).toEqual([0, 375, 1125, 2625]);
  expect(h.retries()).toBe(3);
  expect(h.states).toEqual(['running']);
  await h.lane.stop(0);
});

test('waits as long as the destination asks', async () => {
  const h = harness({
    answer: (_, count) => (count === 1 ? { kind: 'retry', error: flaw, retryAfterMs: 90_000 } : yes),
  });
  h.journal.add(1, 'a');
  h.lane.start();
  await vi.waitFor(() => expect(h.accepted).toEqual(['a']), settled);
  const [first, second] = h.deliveries.map((delivery) => delivery.at);
  expect((second ?? 0) - (first ?? 0)).toBe(90_000);
  await h.lane.stop(0);
});

test('what the destination asks of one worker holds for all of the lane', async () => {
  const h = harness({
    delivery: { concurrency: 2 },
    answer: (_, count) => {
      if (count > 1) return yes;
      h.journal.add(3, 'odd');
      return { kind: 'retry', error: flaw, retryAfterMs: 90_000 };
    },
  });
  h.journal.add(2, 'even');
  h.lane.start();
  await vi.waitFor(() => expect(h.accepted.toSorted()).toEqual(['even', 'odd']), settled);
  const [first, ...others] = h.deliveries.map((delivery) => delivery.at);
  expect(Math.min(...others) - (first ?? 0)).toBe(90_000);
  await h.lane.stop(0);
});

test('of a partly accepted batch only the rest is sent again, and what is refused for good is a dead letter', async () => {
  const h = harness({
    answer: (_, count) =>
      count === 1
        ? {
            kind: 'partial',
            refusals: [
              { index: 1, retry: true, error: flaw },
              { index: 3, retry: false, error: flaw },
            ],
          }
        : yes,
  });
  for (const key of [1, 2, 3, 4, 5]) h.journal.add(key, `e${key}`);
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(5), settled);
  expect(h.deliveries.map((delivery) => delivery.texts)).toEqual([['e1', 'e2', 'e3', 'e4', 'e5'], ['e2']]);
  expect(h.letters).toMatchObject([{ entry: { sequence: 4 }, reason: 'rejected', attempts: 1 }]);
  expect(h.cursor.acknowledged.map((acknowledged) => acknowledged.through)).toEqual([1, 5]);
  await h.lane.stop(0);
});

test('a wrong configuration stops the lane loudly, acknowledges nothing and closes the workers', async () => {
  const h = harness({ answer: () => ({ kind: 'misconfigured', error: { ...flaw, message: 'token is wrong' } }) });
  h.journal.add(1, 'a');
  h.lane.start();
  await vi.waitFor(() => expect(h.closed).toEqual([0]), settled);
  expect(h.states).toEqual(['running', 'misconfigured']);
  expect(h.lane.status()).toMatchObject({
    state: 'misconfigured',
    problem: { message: 'token is wrong' },
    position: 0,
  });
  expect(h.cursor.acknowledged).toEqual([]);
  h.journal.add(1, 'b');
  await h.lane.stop(1000);
  expect(h.deliveries).toHaveLength(1);
  expect(h.lane.status().problem?.message).toBe('token is wrong');
});

test('events of one object stay with one worker and in order', async () => {
  const h = harness({ delivery: { concurrency: 3, maxEvents: 2 } });
  for (let count = 0; count < 60; count += 1) h.journal.add(count % 7, `${count % 7}:${count}`);
  h.lane.start();
  await vi.waitFor(() => expect(h.accepted).toHaveLength(60), settled);
  for (let key = 0; key < 7; key += 1) {
    const mine = h.deliveries.filter((delivery) => delivery.texts.some((text) => text.startsWith(`${key}:`)));
    expect(new Set(mine.map((delivery) => delivery.shard)).size).toBe(1);
    const numbers = h.accepted.filter((text) => text.startsWith(`${key}:`)).map((text) => Number(text.split(':')[1]));
    expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
  }
  await h.lane.stop(0);
});

test('after so many attempts an event is a dead letter when the policy says so, and takes no other with it', async () => {
  const h = harness({ retry: { maxAttempts: 3 }, answer: ({ texts }) => (texts.includes('bad') ? again : yes) });
  for (const text of ['a', 'b', 'bad', 'c', 'd']) h.journal.add(1, text);
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(5), settled);
  expect(h.accepted).toEqual(['a', 'b', 'c', 'd']);
  expect(h.letters).toMatchObject([{ entry: { sequence: 3 }, reason: 'attempts' }]);
  await h.lane.stop(0);
});

test('a worker that rejects its promise is as good as broken', async () => {
  const h = harness({
    answer: async (_, count) => {
      if (count === 1) throw new Error('the pool is gone');
      return yes;
    },
  });
  h.journal.add(1, 'a');
  h.lane.start();
  await vi.waitFor(() => expect(h.accepted).toEqual(['a']), settled);
  expect(h.letters).toEqual([]);
  await h.lane.stop(0);
});

test('a journal that cannot be read is tried again and shown', async () => {
  const h = harness();
  const read = h.journal.read.bind(h.journal);
  let broken = true;
  h.journal.read = (...args) => (broken ? Promise.reject(new Error('EIO')) : read(...args));
  h.journal.add(1, 'a');
  h.lane.start();
  await vi.waitFor(() => expect(h.lane.status().state).toBe('stalled'), settled);
  broken = false;
  await vi.waitFor(() => expect(h.accepted).toEqual(['a']), settled);
  expect(h.states).toEqual(['running', 'stalled', 'running']);
  await h.lane.stop(0);
});

test('a rejected batch is split until the one event is found', async () => {
  const h = harness({ answer: ({ texts }) => (texts.includes('bad') ? no : yes) });
  const texts = Array.from({ length: 40 }, (_, index) => (index === 17 ? 'bad' : `e${index}`));
  for (const text of texts) h.journal.add(1, text);
  h.lane.start();
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(40), settled);
  expect(h.accepted).toEqual(texts.filter((text) => text !== 'bad'));
  expect(h.letters).toMatchObject([{ entry: { sequence: 18 }, reason: 'rejected' }]);
  expect(h.reported).toEqual([{ count: 1, reason: 'rejected' }]);
  expect(h.deliveries.length).toBeLessThan(14);
  expect(h.clock.now()).toBe(h.deliveries[0]?.at);
  await h.lane.stop(0);
});
