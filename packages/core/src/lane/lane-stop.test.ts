import { expect, test, vi } from 'vitest';
import { again, flaw, harness, yes } from './fixtures/harness.ts';

vi.setConfig({ testTimeout: 60_000 });
const settled = { timeout: 20_000 };

test('stopping waits for the batch in flight, acknowledges it and closes the workers', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const h = harness({ delivery: { maxEvents: 1 }, answer: () => promise.then(() => yes) });
  h.journal.add(1, 'a');
  h.journal.add(1, 'b');
  h.lane.start();
  await vi.waitFor(() => expect(h.deliveries).toHaveLength(1), settled);
  expect(h.lane.status().inFlight).toBe(1);
  h.clock.end();
  const stopped = h.lane.stop(10_000);
  expect(h.lane.status().state).toBe('stopping');
  expect(h.closed).toEqual([]);
  resolve();
  await stopped;
  expect(h.accepted).toEqual(['a']);
  expect(h.cursor.position(0)).toBe(1);
  expect(h.closed).toEqual([0]);
  expect(h.states).toEqual(['running', 'stopping', 'stopped']);
});

test('what is still in flight at the deadline is handed back, and its late outcome changes nothing', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const h = harness({ answer: () => promise.then(() => yes) });
  h.journal.add(1, 'a');
  h.lane.start();
  await vi.waitFor(() => expect(h.deliveries).toHaveLength(1), settled);
  const begun = h.clock.now();
  await h.lane.stop(10_000);
  expect(h.clock.now() - begun).toBe(10_000);
  expect(h.closed).toEqual([0]);
  resolve();
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  expect(h.cursor.acknowledged).toEqual([]);
  expect(h.lane.status()).toMatchObject({ state: 'stopped', inFlight: 0, delivered: 0 });
});

test('a batch that waits for its next attempt is handed back at once, but for what is settled of it', async () => {
  const h = harness({
    answer: (_, count) =>
      count === 1 ? { kind: 'partial', refusals: [{ index: 1, retry: true, error: flaw }] } : again,
  });
  for (const text of ['a', 'b', 'c']) h.journal.add(1, text);
  h.lane.start();
  await vi.waitFor(() => expect(h.deliveries.length).toBeGreaterThan(1), settled);
  const begun = h.clock.now();
  await h.lane.stop(10_000);
  expect(h.clock.now()).toBe(begun);
  expect(h.cursor.position(0)).toBe(1);
});

test('unwanted progress reaches the cursor', async () => {
  const h = harness({ wanted: () => false });
  h.clock.end();
  h.lane.start();
  for (let count = 0; count < 3; count += 1) h.journal.add(1);
  await vi.waitFor(() => expect(h.lane.status().position).toBe(3), settled);
  expect(h.cursor.position(0)).toBe(0);
  await h.lane.stop(1000);
  expect(h.cursor.position(0)).toBe(3);
});

test('a linger, a limit and an idle read end at once', async () => {
  for (const delivery of [
    { lingerMs: 60_000 },
    { rateLimit: { batches: 1, perMs: 60_000, burst: 1 }, maxEvents: 1 },
    {},
  ]) {
    const h = harness({ delivery });
    h.clock.end();
    h.lane.start();
    h.journal.add(1, 'a');
    h.journal.add(1, 'b');
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    await h.lane.stop(10_000);
    expect(h.lane.status().state).toBe('stopped');
  }
});

test('a worker or a cursor that does not come to an end holds nobody up', async () => {
  const h = harness();
  h.cursor.hold();
  h.journal.add(1, 'a');
  h.lane.start();
  await vi.waitFor(() => expect(h.accepted).toEqual(['a']), settled);
  await h.lane.stop(0);
  expect(h.lane.status()).toMatchObject({ state: 'stopped', problem: { code: 'KH_LANE_DEADLINE' } });
});

test('stopping twice is one stop, and a lane that never started can be stopped', async () => {
  const h = harness();
  expect(h.lane.status()).toMatchObject({ name: 'ops', state: 'created', position: 0 });
  await Promise.all([h.lane.stop(1000), h.lane.stop(1000)]);
  await h.lane.stop(1000);
  expect(h.closed).toEqual([0]);
});
