import { normaliseEvent } from '@kubeherald/sink-sdk';
import { batchesOf, recordedCases } from '@kubeherald/stand-ins/kube-eventer';
import { describe, expect, it } from 'vitest';
import { encodeEvent, type Place } from './cloud-event.ts';
import { event } from './fixtures/open.ts';
import { bodyOf, requestsOf } from './requests.ts';

/** What kube-eventer sends in one request. */
const eventsPerRequest = 4;

/** Ids are made up there, and here the revision's; an event without any time has that of the call there. */
const masked = (body: string) =>
  body
    .replaceAll(/"id":"[^"]*"/g, '"id":"<UUID>"')
    .replaceAll(/"time":"1970-01-01T00:00:00Z"/g, '"time":"<NOW:rfc3339>"');

const cases = recordedCases('eventbridge');

describe('has the bodies that kube-eventer sends', () => {
  it('finds cases', () => {
    expect(cases.length).toBeGreaterThan(2);
  });

  it.each(cases.map((one) => [one.id, one] as const))(
    '%s',
    (_id, { args, env = {}, expect: { requests }, ...recorded }) => {
      const query = new URLSearchParams(args[0]?.split('?')[1]);
      const place: Place = {
        clusterId: query.get('clusterId') ?? '',
        region: query.get('regionId') ?? env.RegionId ?? '',
        accountId: env.OwnerAccountId ?? '',
        eventBus: query.get('eventBusName') ?? 'default',
      };
      const items = batchesOf(recorded)
        .flat()
        .map((raw, index) => ({
          index,
          json: encodeEvent(normaliseEvent(raw, { cluster: 'c', change: 'added' }), place),
        }));
      const ours = requestsOf(items, eventsPerRequest).map((some) => masked(bodyOf(some)));
      expect(ours).toEqual(requests.map(({ body }) => body));
    },
  );
});

// The table of kube-eventer's own test of batches.
it.each([
  [4, [4]],
  [6, [4, 2]],
])('%i events go in requests of %j', (count, sizes) => {
  const items = Array.from({ length: count }, (_, index) => ({ index, json: '{}' }));
  expect(requestsOf(items, eventsPerRequest).map(({ length }) => length)).toEqual(sizes);
});

// The row of kube-eventer's own test of subjects.
it('has the subject, type and source of the object', () => {
  const one = event('a', {
    involvedObject: { apiVersion: 'v120', kind: 'Pod', name: 'my-pod', namespace: 'my-namespace' },
  });
  const place = { clusterId: '123', region: 'cn-hangzhou', accountId: '15210987', eventBus: 'default' };
  expect(JSON.parse(encodeEvent(one, place))).toMatchObject({
    subject: 'acs:cs:cn-hangzhou:15210987:123/apis/v120/namespaces/my-namespace/pods/my-pod',
    type: 'cs:k8s:PodRelatedEvent',
    source: 'acs.cs',
    datacontenttype: 'application/json',
  });
});
