import { normaliseEvent } from '@kubeherald/sink-sdk';
import { batchesOf, recordedCases } from '@kubeherald/stand-ins/kube-eventer';
import { describe, expect, it } from 'vitest';
import { bodyOf, itemOf } from './batch.ts';
import { layouts } from './columns.ts';

const cases = recordedCases('honeycomb');

/**
 * What a body of theirs would be under the names that Honeycomb reads: `data` and `time`. Under those that they have, `Data` and
 * `Timestamp`, the time is not seen.
 */
function renamed(body: string): unknown {
  const items: readonly { readonly Data: object; readonly Timestamp: string }[] = JSON.parse(body);
  return items.map(({ Data, Timestamp }) => ({ time: Timestamp, samplerate: 1, data: Data }));
}

describe('has the columns and times that kube-eventer sends', () => {
  it('finds cases', () => {
    expect(cases.length).toBeGreaterThan(2);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, recorded) => {
    const ours = batchesOf(recorded).map((batch): unknown => {
      const events = batch.map((raw) => normaliseEvent(raw, { cluster: 'c', change: 'added' }));
      return JSON.parse(bodyOf(events.map((one, at) => itemOf(one, at, layouts['kube-eventer'], 100_000))));
    });
    expect(ours).toEqual(recorded.expect.requests.map(({ body }) => renamed(body)));
  });
});
