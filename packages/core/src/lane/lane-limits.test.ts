import { expect, test, vi } from 'vitest';
import { again, harness, yes } from './fixtures/harness.ts';

vi.setConfig({ testTimeout: 60_000 });
const settled = { timeout: 20_000 };

test('batches keep to the rate, and grow while they wait for their turn', async () => {
  const h = harness({ delivery: { rateLimit: { batches: 1, perMs: 60_000, burst: 1 } } });
  h.lane.start();
  h.journal.add(1, 'a');
  await vi.waitFor(() => expect(h.accepted).toEqual(['a']), settled);
  const begun = h.deliveries[0]?.at ?? 0;
  for (const seconds of [10, 20, 30, 40, 70]) {
    void h.clock.sleep(seconds * 1000).then(() => h.journal.add(1, `at ${seconds}`));
  }
  await vi.waitFor(() => expect(h.accepted).toHaveLength(6), settled);
  expect(h.deliveries.map((delivery) => [delivery.at - begun, delivery.texts])).toEqual([
    [0, ['a']],
    [60_000, ['at 10', 'at 20', 'at 30', 'at 40']],
    [120_000, ['at 70']],
  ]);
  await h.lane.stop(0);
});

test('a batch that grows while it waits still ends at maxEvents', async () => {
  const h = harness({ delivery: { maxEvents: 3, rateLimit: { batches: 1, perMs: 1000, burst: 1 } } });
  for (let count = 0; count < 8; count += 1) h.journal.add(1, `e${count}`);
  h.lane.start();
  await vi.waitFor(() => expect(h.accepted).toHaveLength(8), settled);
  expect(h.deliveries.map((delivery) => delivery.texts.length)).toEqual([3, 3, 2]);
  await h.lane.stop(0);
});

test('idle workers of a limited sink keep no turns from the busy one', async () => {
  const h = harness({ delivery: { maxEvents: 1, concurrency: 4, rateLimit: { batches: 1, perMs: 1000, burst: 1 } } });
  for (let count = 0; count < 4; count += 1) h.journal.add(4, `e${count}`);
  h.lane.start();
  await vi.waitFor(() => expect(h.accepted).toHaveLength(4), settled);
  const begun = h.deliveries[0]?.at ?? 0;
  expect(h.deliveries.map((delivery) => delivery.at - begun)).toEqual([0, 1000, 2000, 3000]);
  await h.lane.stop(0);
});

test('retries take turns too', async () => {
  const h = harness({
    delivery: { rateLimit: { batches: 1, perMs: 10_000, burst: 1 } },
    answer: (_, count) => (count < 3 ? again : yes),
  });
  h.journal.add(1, 'a');
  h.lane.start();
  await vi.waitFor(() => expect(h.accepted).toEqual(['a']), settled);
  const begun = h.deliveries[0]?.at ?? 0;
  expect(h.deliveries.map((delivery) => delivery.at - begun)).toEqual([0, 10_000, 20_000]);
  await h.lane.stop(0);
});

test('with a linger the batch waits for more, from its first event on', async () => {
  const h = harness({ delivery: { lingerMs: 5000 } });
  h.lane.start();
  for (const ms of [1000, 3000, 5900, 6100]) void h.clock.sleep(ms).then(() => h.journal.add(1, `at ${ms}`));
  await vi.waitFor(() => expect(h.accepted).toHaveLength(4), settled);
  expect(h.deliveries.map((delivery) => delivery.texts)).toEqual([['at 1000', 'at 3000', 'at 5900'], ['at 6100']]);
  await h.lane.stop(0);
});

test('with a linger a full batch does not wait', async () => {
  const h = harness({ delivery: { lingerMs: 5000, maxEvents: 2 } });
  const begun = h.clock.now();
  h.journal.add(1, 'a');
  h.lane.start();
  void h.clock.sleep(100).then(() => {
    h.journal.add(1, 'b');
    h.journal.add(1, 'c');
  });
  await vi.waitFor(() => expect(h.accepted).toHaveLength(3), settled);
  expect(h.deliveries.map((delivery) => [delivery.at - begun, delivery.texts])).toEqual([
    [100, ['a', 'b']],
    [5100, ['c']],
  ]);
  await h.lane.stop(0);
});

test('with a linger an event that would exceed maxBytes begins the next batch', async () => {
  const h = harness({ delivery: { lingerMs: 5000, maxBytes: 10 } });
  h.lane.start();
  for (const text of ['12345', '123456', 'longer than ten bytes', 'x']) {
    h.journal.add(1, text);
    await new Promise(setImmediate);
  }
  await vi.waitFor(() => expect(h.accepted).toHaveLength(4), settled);
  expect(h.deliveries.map((delivery) => delivery.texts)).toEqual([
    ['12345'],
    ['123456'],
    ['longer than ten bytes'],
    ['x'],
  ]);
  await h.lane.stop(0);
});
