import type { KubeEvent } from '@kubeherald/sink-sdk';

/** The body of a request: what the destination is told of each event. */
export function payload(events: readonly KubeEvent[]): string {
  return JSON.stringify({
    events: events.map(({ id, cluster, time, count, type, reason, message, object }) => {
      const { kind, namespace, name } = object;
      return { id, cluster, time, count, type, reason, message, kind, namespace, name };
    }),
  });
}
