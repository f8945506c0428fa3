import type { KubeEvent } from '@kubeherald/sink-sdk';

/** What an event is about, as a key: events with the same key must stay in order. */
const keyOf = ({ object, cluster }: KubeEvent): string =>
  object.uid || `${cluster}/${object.kind}/${object.namespace}/${object.name}`;

/**
 * Indexes of the events in up to `width` queues that may run side by side: all events of one object are in the same queue, in order.
 */
export function queues(events: readonly KubeEvent[], width: number): number[][] {
  if (width <= 1) return [events.map((_, index) => index)];
  const result: number[][] = Array.from({ length: width }, () => []);
  const queueOf = new Map<string, number[]>();
  for (const [index, event] of events.entries()) {
    const key = keyOf(event);
    const queue = queueOf.get(key) ?? shortest(result);
    queueOf.set(key, queue);
    queue.push(index);
  }
  return result.filter((queue) => queue.length > 0);
}

function shortest(candidates: readonly number[][]): number[] {
  return candidates.reduce((best, candidate) => (candidate.length < best.length ? candidate : best));
}
