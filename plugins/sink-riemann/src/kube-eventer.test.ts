import { hostname } from 'node:os';
import { normaliseEvent } from '@kubeherald/sink-sdk';
import { batchesOf, recordedCases } from '@kubeherald/stand-ins/kube-eventer';
import { describe, expect, it } from 'vitest';
import { riemannEvent } from './event.ts';

type Fields = { readonly [field: string]: unknown };

const cases = recordedCases('riemann');
const now = 1_700_000_000_250;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const recordedIn = (records: readonly Fields[]): readonly Fields[] =>
  records.flatMap(({ events }) => (Array.isArray(events) ? events.filter(isFields) : []));

describe('has the events that kube-eventer sends', () => {
  it('finds cases', () => {
    expect(cases.length).toBeGreaterThan(1);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, recorded) => {
    const query = new URLSearchParams(recorded.args[0]?.split('?')[1]);
    const tags = query.has('tags') ? query.getAll('tags') : ['heapster'];
    const options = { tags, ttl: 60, time: 'now', layout: 'kube-eventer', attributes: {}, now: () => now } as const;
    const ours = batchesOf(recorded)
      .flat()
      .map((raw) => {
        const made = riemannEvent(normaliseEvent(raw, { cluster: 'c', change: 'added' }), options);
        const { time, timeMicros, metric, attributes, host, ...others } = made;
        expect([time, timeMicros]).toEqual([1_700_000_000, 1_700_000_000_250_000]);
        return {
          ...others,
          host: host === hostname() ? '<HOSTNAME>' : host,
          attributes: Object.entries(attributes),
          metric_sint64: metric,
          time: '<NOW:unix>',
          time_micros: '<NOW:unix-micros>',
        };
      });
    const theirs = recordedIn(recorded.expect.records ?? []).map((one) => ({
      ...one,
      // An event without any time has that of the call there.
      attributes: (Array.isArray(one.attributes) ? one.attributes : []).map((pair: readonly string[]) =>
        one.service === 'Service.FailedToUpdateEndpoint' && pair[0] === 'last-timestamp' ? [pair[0], '0'] : pair,
      ),
    }));
    expect(ours).toEqual(theirs);
  });
});
