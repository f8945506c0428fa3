import { randomUUID } from 'node:crypto';
import type { RawEvent } from '@kubeherald/sink-sdk';

/**
 * An event as a kubelet would write it, for trying a sink: its text says that it is a test.
 * @param now Unix ms; its times
 * @param uid its own, another one each time, so that no destination takes it for one that it has
 */
export function testEvent(now: number, uid: string = randomUUID()): RawEvent {
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  const pod = 'kubeherald-test-5d8c7b9f6d-x2x7k';
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${pod}.${now.toString(16)}`,
      namespace: 'default',
      uid,
      resourceVersion: '1',
      creationTimestamp: time,
    },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: 'default',
      name: pod,
      uid: '00000000-0000-4000-8000-000000000000',
      fieldPath: 'spec.containers{web}',
    },
    reason: 'BackOff',
    message: `This is a test by kubeherald send: Back-off restarting failed container web in pod ${pod}_default`,
    type: 'Warning',
    count: 3,
    firstTimestamp: time,
    lastTimestamp: time,
    eventTime: null,
    source: { component: 'kubelet', host: 'node-1' },
    reportingComponent: 'kubelet',
    reportingInstance: 'node-1',
  };
}
