import { expect, it } from 'vitest';
import { batchesOf, recordedCases } from './index.ts';

it('has the cases of a sink, and the events of their batches', () => {
  const cases = recordedCases('honeycomb');
  expect(cases.map(({ id }) => id)).toContain('honeycomb-006');
  const two = cases.find(({ id }) => id === 'honeycomb-006');
  expect(batchesOf(two ?? {}).map((batch) => batch.map(({ reason }) => reason))).toEqual([['BackOff'], ['Scheduled']]);
});
