import type { EncodedEvent } from '@kubeherald/sink-host';
import { type Change, type KubeEvent, normaliseEvent, type RawEvent } from '@kubeherald/sink-sdk';

/** A Kubernetes Event as an API server would send it, and what is special about it. */
export interface SampleEvent {
  readonly name: string;
  readonly raw: RawEvent;
}

type Fields = { readonly [field: string]: unknown };

const time = '2026-11-21T04:33:38Z';

/** A core/v1 Event: a pod's container backs off. `fields` replace whole top-level fields. */
export function coreEvent(fields: Fields = {}): RawEvent {
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: {
      name: 'web-7d4b9c6f5-x2x9k.18e9f52bce7de978',
      namespace: 'shop',
      uid: '5d1f6a0e-6f0b-4a55-9d1f-1c7e8a3b2c40',
      resourceVersion: '31755',
      creationTimestamp: time,
    },
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name: 'web-7d4b9c6f5-x2x9k',
      uid: '0b7c9ad4-8c4e-4a6c-b6b9-6a0f3c2d9c11',
      apiVersion: 'v1',
      resourceVersion: '31402',
      fieldPath: 'spec.containers{app}',
    },
    reason: 'BackOff',
    message: 'Back-off restarting failed container app in pod web-7d4b9c6f5-x2x9k_shop',
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: '2026-11-21T04:21:08Z',
    lastTimestamp: time,
    count: 7,
    type: 'Warning',
    eventTime: null,
    reportingComponent: 'kubelet',
    reportingInstance: 'node-1',
    ...fields,
  };
}

/** An events.k8s.io/v1 Event, as the scheduler writes it: `note` and `regarding`, one precise time, a series, null for what is deprecated. */
export function eventsV1Event(fields: Fields = {}): RawEvent {
  return {
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    metadata: {
      name: 'report-28811520-4hkzx.18e9f548871562ac',
      namespace: 'batch',
      uid: '9f0de6b1-0a35-4f3e-8a33-6a1d1f0f7d52',
      resourceVersion: '31760',
      creationTimestamp: time,
    },
    eventTime: '2026-11-21T04:33:38.120345Z',
    series: { count: 3, lastObservedTime: '2026-11-21T04:39:41.000123Z' },
    reportingController: 'default-scheduler',
    reportingInstance: 'default-scheduler-control-plane-1',
    action: 'Scheduling',
    reason: 'FailedScheduling',
    regarding: {
      kind: 'Pod',
      namespace: 'batch',
      name: 'report-28811520-4hkzx',
      uid: 'c3a1b0de-5a4f-4a08-8f6c-6de1d0f6a9b4',
      apiVersion: 'v1',
      resourceVersion: '31699',
    },
    note: '0/3 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}, 2 Insufficient memory.',
    type: 'Warning',
    deprecatedSource: {},
    deprecatedFirstTimestamp: null,
    deprecatedLastTimestamp: null,
    ...fields,
  };
}

/** An event as a sink gets it. */
export function kubeEvent(
  raw: RawEvent = coreEvent(),
  { cluster = 'testkit', change = 'added' }: { readonly cluster?: string; readonly change?: Change } = {},
): KubeEvent {
  return normaliseEvent(raw, { cluster, change });
}

/** An event as the host sends it to a sink's thread. */
export function encodeEvent(raw: RawEvent, change: Change = 'added'): EncodedEvent {
  return { change, bytes: Buffer.from(JSON.stringify(raw)) };
}
