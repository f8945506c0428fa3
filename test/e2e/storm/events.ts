const pods = 300;
const reasons = 5;

/** Milliseconds that the storm lasts. */
export const stormMs = 10_000;

/** Distinct pairs of object and reason in it. */
export const pairs = pods * reasons;

/** An event of the storm. */
export interface StormEvent {
  /** Milliseconds after the beginning. */
  readonly at: number;
  readonly objectKey: number;
  /** As the API server sends it. */
  readonly json: string;
}

/** 5,000 events within ten seconds about 300 pods, each pod for five reasons, as when a node with all of them dies. @param startMs Unix ms */
export function storm(startMs: number, count = 5000): readonly StormEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor((index * stormMs) / count);
    const pod = index % pods;
    const time = new Date(startMs + at).toISOString();
    const json = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        uid: `uid-${index}`,
        resourceVersion: String(index + 1),
        name: `web-${pod}.${index}`,
        namespace: 'shop',
      },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: `web-${pod}`, uid: `pod-${pod}` },
      type: 'Warning',
      reason: `Reason${Math.floor(index / pods) % reasons}`,
      message: 'Back-off restarting failed container app in this pod',
      source: { component: 'kubelet', host: 'node-1' },
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
    });
    return { at, objectKey: pod, json };
  });
}

/** The pairs that a text names: a reason, and the pods on its line and on those below it, until the next reason. */
export function namedIn(text: string): readonly string[] {
  let reason: string | undefined;
  return text.split('\n').flatMap((line) => {
    reason = /Reason\d/.exec(line)?.[0] ?? reason;
    return reason === undefined ? [] : (line.match(/web-\d+/g) ?? []).map((pod) => `${pod} ${reason}`);
  });
}
