import { coreEvent, eventsV1Event, type SampleEvent } from './event.ts';

const metadata = {
  name: 'web-7d4b9c6f5-x2x9k.18e9f5488633d69b',
  namespace: 'shop',
  uid: '304d1748-b1e3-4c7c-a595-f9d5df329917',
  resourceVersion: '31756',
};

/**
 * Events that API servers do send, and authors rarely think of. A Go zero time is `null`; fields that are empty are mostly absent;
 * core/v1 takes any type and any size.
 */
export const oddEvents: readonly SampleEvent[] = [
  {
    name: 'no time but its creation',
    raw: coreEvent({ firstTimestamp: null, lastTimestamp: null, eventTime: null, count: 0 }),
  },
  {
    name: 'no time at all',
    raw: coreEvent({ metadata, firstTimestamp: null, lastTimestamp: null, eventTime: null }),
  },
  {
    name: 'an object without a namespace',
    raw: coreEvent({
      metadata: { ...metadata, namespace: 'default' },
      involvedObject: { kind: 'Node', name: 'node-2', uid: 'node-2' },
    }),
  },
  { name: 'an empty reference to its object', raw: coreEvent({ involvedObject: {} }) },
  { name: 'a type that nobody knows', raw: coreEvent({ type: 'Catastrophe' }) },
  { name: 'no type, reason, source and count', raw: without(coreEvent(), ['type', 'reason', 'source', 'count']) },
  { name: 'events.k8s.io/v1 without a series', raw: without(eventsV1Event(), ['series']) },
  {
    name: 'a second object that it relates to',
    raw: coreEvent({
      related: {
        kind: 'ReplicaSet',
        namespace: 'shop',
        name: 'web-7d4b9c6f5',
        uid: 'b6f1a0c7-7f9f-4a3e-8a33-c0a8f1e2d3b4',
        apiVersion: 'apps/v1',
      },
    }),
  },
  { name: 'a count of a million', raw: coreEvent({ count: 1_000_000 }) },
  { name: 'a year that has one', raw: coreEvent({ lastTimestamp: '9999-12-31T23:59:59Z' }) },
  {
    name: 'labels and managed fields',
    raw: coreEvent({
      metadata: {
        ...metadata,
        labels: { 'app.kubernetes.io/name': 'web' },
        managedFields: [
          { manager: 'kubelet', operation: 'Update', fieldsType: 'FieldsV1', fieldsV1: { 'f:count': {} } },
        ],
      },
    }),
  },
];

function without(raw: SampleEvent['raw'], absent: readonly string[]): SampleEvent['raw'] {
  return Object.fromEntries(Object.entries(raw).filter(([field]) => !absent.includes(field)));
}
