import { expect, test } from 'vitest';
import type { Entry } from '../record.ts';
import { batchId, encodeEvents } from './batch.ts';

const entry = (sequence: number, more: Partial<Entry> = {}): Entry => ({
  kind: 'revision',
  scope: '',
  resourceVersion: String(sequence),
  change: 'modified',
  receivedAt: 1000 + sequence,
  eventAt: 0,
  objectKey: 7,
  decisions: [],
  listed: false,
  payload: Buffer.from(`{"n":${sequence}}`),
  sequence,
  table: { sinks: [] },
  ...more,
});

const batch = [entry(1), entry(2), entry(5)];

test('the id is the same for the same events', () => {
  expect(batchId('ops', 0, batch)).toBe(batchId('ops', 0, [entry(1), entry(2), entry(5)]));
  expect(batchId('ops', 0, batch)).toMatch(/^ops-0-1-5-[0-9a-f]{16}$/);
});

test.each([
  { other: 'other events between the same borders', id: batchId('ops', 0, [entry(1), entry(3), entry(5)]) },
  { other: 'fewer events', id: batchId('ops', 0, [entry(1), entry(5)]) },
  { other: 'a journal begun anew', id: batchId('ops', 0, [entry(1, { receivedAt: 9 }), entry(2), entry(5)]) },
  { other: 'another shard', id: batchId('ops', 1, batch) },
  { other: 'another sink', id: batchId('dev', 0, batch) },
])('the id is another for $other', ({ id }) => {
  expect(id).not.toBe(batchId('ops', 0, batch));
});

test('a name of any script gives an id that fits into a header', () => {
  expect(batchId('告警', 0, batch)).toMatch(/^[\x21-\x7e]+$/);
});

test('events carry the stored bytes, not a copy', () => {
  const [event] = encodeEvents(batch);
  expect(event?.change).toBe('modified');
  expect(event?.bytes).toBe(batch[0]?.payload);
});
