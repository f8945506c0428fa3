import { normaliseEvent } from '@kubeherald/sink-sdk';
import { batchesOf, recordedCases } from '@kubeherald/stand-ins/kube-eventer';
import { describe, expect, it } from 'vitest';
import { itemOf } from './bulk.ts';
import { event } from './fixtures/open.ts';
import { layoutOf } from './layout.ts';

const options = { index: 'heapster', target: 'daily', byNamespace: false, layout: 'kube-eventer', raw: false } as const;
const eventer = { ...options, documentType: 'events' } as const;
const cases = recordedCases('elasticsearch').filter(({ expect: { alive } }) => alive);

/** Lines of bulk requests in pairs. Ids are made up there, and here the revision's. */
const pairsOf = (body: string) =>
  (body.match(/.*\n.*\n/g) ?? []).map((pair) =>
    pair
      .replace(/"_id":"[^"]*"/, '"_id":"<UUID>"')
      // Versions 2 and 5 wrote them in another order.
      .replace(/"_id":"<UUID>","_index":("[^"]*")/, '"_index":$1,"_id":"<UUID>"'),
  );

describe('has the bulk lines that kube-eventer sends', () => {
  it('finds cases', () => {
    expect(cases.length).toBeGreaterThan(4);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, recorded) => {
    const { searchParams } = new URL(recorded.args[0]?.replace('--sink=elasticsearch:', '') ?? '');
    const layout = layoutOf({ ...eventer, byNamespace: searchParams.has('use_namespace') });
    const ours = batchesOf(recorded)
      .flat()
      .map((raw, at) => {
        const one = normaliseEvent(raw, { cluster: searchParams.get('cluster_name') ?? 'default', change: 'added' });
        const { action, document } = itemOf(one, at, { ...layout, requestBytes: 100_000 });
        return action + document;
      });
    const theirs = recorded.expect.requests.filter(({ url }) => url.endsWith('/_bulk')).map(({ body }) => body);
    expect(pairsOf(ours.join('')).toSorted()).toEqual(pairsOf(theirs.join('')).toSorted());
  });
});

// The table of kube-eventer's own test of documents.
it('has the document of an event that says little', () => {
  const raw = {
    message: 'event1',
    count: 100,
    firstTimestamp: '2024-03-01T02:03:04Z',
    lastTimestamp: '2024-03-01T02:03:04Z',
  };
  const one = normaliseEvent(raw, { cluster: 'default', change: 'added' });
  const { document } = itemOf(one, 0, { ...layoutOf(options), requestBytes: 100_000 });
  expect(document).toBe(
    '{"Count":100,"Metadata":{"creationTimestamp":null},"InvolvedObject":{},"Source":{},"FirstOccurrenceTimestamp":"2024-03-01T02:03:04Z","LastOccurrenceTimestamp":"2024-03-01T02:03:04Z","Message":"event1","Reason":"","Type":"","EventTags":{"cluster_name":"default","eventID":"","hostname":""}}\n',
  );
});

it('leaves out managed fields only where a name in them is one that no index takes', () => {
  const managed = (fieldsV1: object) => {
    const one = event('a', { metadata: { uid: 'u', managedFields: [{ manager: 'm', fieldsV1 }] } });
    return JSON.parse(itemOf(one, 0, { ...layoutOf(options), requestBytes: 100_000 }).document).Metadata;
  };
  expect(managed({ 'f:count': {} })).toHaveProperty('managedFields');
  expect(managed({ 'f:metadata': { '.': {} } })).not.toHaveProperty('managedFields');
});

it('a data stream gets the event time, and creates alone', () => {
  const { action, document } = itemOf(event('a'), 0, {
    ...layoutOf({ ...options, target: 'dataStream', clusterName: 'named' }),
    requestBytes: 100_000,
  });
  expect(JSON.parse(action)).toHaveProperty('create');
  expect(JSON.parse(document)).toMatchObject({
    '@timestamp': '2026-11-21T04:33:38Z',
    EventTags: { cluster_name: 'named' },
  });
});
