/** What varies in a test's event. */
export interface EventSketch {
  readonly name: string;
  readonly namespace: string;
  readonly pod: string;
  readonly message: string;
  readonly reason?: string;
  readonly type?: string;
}

/** A core/v1 Event about a pod, as the kubelet's recorder would create it. */
export function podEvent(sketch: EventSketch): object {
  const now = new Date().toISOString().replace(/\.\d+Z/, 'Z');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: sketch.name, namespace: sketch.namespace },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: sketch.namespace,
      name: sketch.pod,
      uid: `00000000-0000-4000-8000-${Buffer.from(sketch.pod).toString('hex').padStart(12, '0').slice(-12)}`,
      fieldPath: 'spec.containers{app}',
    },
    reason: sketch.reason ?? 'BackOff',
    message: sketch.message,
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type: sketch.type ?? 'Warning',
    eventTime: null,
    reportingComponent: 'kubelet',
    reportingInstance: 'node-1',
  };
}
