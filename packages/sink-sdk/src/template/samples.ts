import type { KubeEvent } from '../event.ts';
import { normaliseEvent } from '../normalise.ts';

const typical = {
  metadata: {
    name: 'web-7d4b9c6f5-x2x9k.18e9f5488633d69b',
    namespace: 'shop',
    uid: '304d1748-b1e3-4c7c-a595-f9d5df329917',
    resourceVersion: '756',
    creationTimestamp: '2026-01-02T03:04:05Z',
    labels: { app: 'web' },
  },
  involvedObject: {
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: 'shop',
    name: 'web-7d4b9c6f5-x2x9k',
    uid: '0b7c9ad4-8c4e-4a6c-b6b9-6a0f3c2d9c11',
    fieldPath: 'spec.containers{app}',
  },
  related: { apiVersion: 'v1', kind: 'Node', name: 'node-1' },
  reason: 'BackOff',
  message: 'Back-off restarting failed container app',
  action: 'Restart',
  type: 'Warning',
  count: 3,
  firstTimestamp: '2026-01-02T03:04:05Z',
  lastTimestamp: '2026-01-02T03:04:05Z',
  source: { component: 'kubelet', host: 'node-1' },
  reportingComponent: 'kubelet',
  reportingInstance: 'node-1',
};

/** Of the samples: where they are said to come from. */
export const sampleContext = { cluster: 'sample', change: 'added' } as const;

/** Events that a template must render for before it may be used: a usual one, one of which the cluster says nothing, and a nasty one. */
export function sampleEvents(): readonly KubeEvent[] {
  const nasty = 'said "no" \\ and\r\n\tleft \u2028 \u0000 {{reason}} 🚨';
  return [
    normaliseEvent(typical, sampleContext),
    normaliseEvent({}, sampleContext),
    normaliseEvent({ ...typical, reason: nasty, message: nasty, type: nasty, action: nasty }, sampleContext),
  ];
}
