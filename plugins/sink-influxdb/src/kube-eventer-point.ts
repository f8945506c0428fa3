import type { KubeEvent } from '@kubeherald/sink-sdk';
import { coreEvent, factsOf, goJson, longestFitting } from '@kubeherald/sink-sdk/kube-eventer';
import type { Point } from './line.ts';
import { exactTime } from './time.ts';

/** Spaces of each level of the event's JSON. */
const indent = 1;

/** The event's JSON in at most `limit` bytes: cut within, it would be none, so the message is cut. */
function jsonOf(event: KubeEvent, limit: number): string {
  const encode = (message: string) => goJson(coreEvent({ ...event, message }), indent);
  return encode(longestFitting(event.message, (message) => Buffer.byteLength(encode(message)) <= limit));
}

/** kube-eventer's default: `log/events` with the event as JSON. `limit`: bytes of a text field. */
export function kubeEventerPoint(limit: number): (event: KubeEvent) => Point {
  return (event) => {
    const { cluster, object, source, uid } = event;
    const pod = object.kind === 'Pod' ? { pod_id: object.uid, pod_name: object.name } : {};
    return {
      measurement: 'log/events',
      tags: { cluster_name: cluster, hostname: source.node, ...pod, uid },
      fields: { value: jsonOf(event, limit) },
      time: exactTime(event),
    };
  };
}

/** kube-eventer's `withfields=true`: `events` with what describes the event as tags. */
export function kubeEventerFieldsPoint(event: KubeEvent): Point {
  const { cluster, object, source, uid, reason, type, message } = event;
  const { component } = factsOf(event);
  return {
    measurement: 'events',
    tags: {
      cluster_name: cluster,
      component,
      hostname: source.node,
      kind: object.kind,
      namespace_name: object.namespace,
      object_name: object.name,
      ...(object.kind === 'Pod' ? { pod_id: object.uid } : {}),
      reason,
      type,
      uid,
    },
    fields: { message },
    time: exactTime(event),
  };
}
