/**
 * The body of a request: what the destination is told of each event.
 * @param {readonly import('@kubeherald/sink-sdk').KubeEvent[]} events
 */
export function payload(events) {
  return JSON.stringify({
    events: events.map(({ id, cluster, time, count, type, reason, message, object }) => {
      const { kind, namespace, name } = object;
      return { id, cluster, time, count, type, reason, message, kind, namespace, name };
    }),
  });
}
