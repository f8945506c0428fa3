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

/** The pairs that a text names: a line has a reason, and the pods it was said of. */
export function namedIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const reason = /Reason\d/.exec(line)?.[0];
    return reason === undefined ? [] : (line.match(/web-\d+/g) ?? []).map((pod) => `${pod} ${reason}`);
  });
}
