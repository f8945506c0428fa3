import type { KubeEvent } from './event.ts';

/** Attributes of a CloudEvent, in the order of the specification. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
}

/** The attributes of an event as a CloudEvent 1.0, for sinks that send such. Source and id together are unique, as CloudEvents 1.0 asks for: the id is the revision. */
export function cloudEvent(event: KubeEvent): CloudEvent {
  const { kind, namespace, name } = event.object;
  return {
    specversion: '1.0',
    id: event.id,
    // A URI reference: what a path may not have is percent-encoded.
    source: `/clusters/${encodeURIComponent(event.cluster.toWellFormed())}`,
    type: `io.k8s.core.v1.event${event.reason === '' ? '' : `.${event.reason}`}`,
    subject: [namespace, kind, name].filter((part) => part !== '').join('/'),
    time: event.time,
    datacontenttype: 'application/json',
  };
}
