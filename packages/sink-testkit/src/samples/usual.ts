import { coreEvent, eventsV1Event, type SampleEvent } from './event.ts';

const node = { kind: 'Node', name: 'node-2', uid: 'node-2', apiVersion: 'v1' };

/** What clusters say all day, in both API groups. */
export const usualEvents: readonly SampleEvent[] = [
  { name: 'a container that backs off', raw: coreEvent() },
  {
    name: 'an image that was pulled',
    raw: coreEvent({
      type: 'Normal',
      reason: 'Pulled',
      message: 'Successfully pulled image "registry.example.com/shop/web:1.4.2" in 1.214s. Image size: 48210011 bytes.',
      count: 1,
      firstTimestamp: '2026-11-21T04:33:38Z',
    }),
  },
  {
    name: 'a probe that fails',
    raw: coreEvent({
      reason: 'Unhealthy',
      message: 'Readiness probe failed: Get "http://10.1.4.17:8080/ready": context deadline exceeded',
    }),
  },
  {
    name: 'a volume that cannot be mounted',
    raw: coreEvent({
      reason: 'FailedMount',
      message: 'MountVolume.SetUp failed for volume "config" : configmap "web-config" not found',
    }),
  },
  {
    name: 'a Deployment that scales',
    raw: coreEvent({
      involvedObject: {
        kind: 'Deployment',
        namespace: 'shop',
        name: 'web',
        uid: 'e0b9e0a4-3f5c-4d7e-9a55-2f43d6c0ae17',
        apiVersion: 'apps/v1',
        resourceVersion: '31390',
      },
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message: 'Scaled up replica set web-7d4b9c6f5 from 2 to 3',
      source: { component: 'deployment-controller' },
      reportingComponent: 'deployment-controller',
      reportingInstance: '',
      count: 1,
    }),
  },
  {
    name: 'a Node, which has no namespace, in the namespace default',
    raw: coreEvent({
      metadata: {
        name: 'node-2.18e9f52bd1a0c3f4',
        namespace: 'default',
        uid: '6e3f7d52-13d6-4f0f-90a5-53d6a1a9a0f1',
        resourceVersion: '31771',
        creationTimestamp: '2026-11-21T04:33:38Z',
      },
      involvedObject: node,
      reason: 'NodeNotReady',
      message: 'Node node-2 status is now: NodeNotReady',
      source: { component: 'node-controller' },
      reportingComponent: 'node-controller',
      reportingInstance: '',
    }),
  },
  { name: 'a pod that cannot be scheduled (events.k8s.io/v1, a series)', raw: eventsV1Event() },
  {
    name: 'a pod that preempts another (events.k8s.io/v1, related)',
    raw: eventsV1Event({
      series: null,
      type: 'Warning',
      reason: 'Preempted',
      action: 'Preempting',
      note: 'Preempted by pod 8f9b4e7d-21c1-4a5f-8a5f-0d1d7a1b9f20 on node node-3',
      related: {
        kind: 'Pod',
        namespace: 'payments',
        name: 'ledger-0',
        uid: '8f9b4e7d-21c1-4a5f-8a5f-0d1d7a1b9f20',
        apiVersion: 'v1',
      },
    }),
  },
];
