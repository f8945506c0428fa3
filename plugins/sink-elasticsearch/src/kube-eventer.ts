import type { KubeEvent } from '@kubeherald/sink-sdk';
import { coreEvent, factsOf } from '@kubeherald/sink-sdk/kube-eventer';
import type { Fields } from './document.ts';

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Whether a field anywhere inside is called `.`: as managed fields have it of whole objects, and no index takes. */
function hasDot(value: unknown): boolean {
  return isFields(value) && Object.entries(value).some(([name, inner]) => name === '.' || hasDot(inner));
}

function metadataOf(metadata: unknown): Fields {
  if (!isFields(metadata)) return {};
  const { managedFields, ...others } = metadata;
  return managedFields === undefined || hasDot(managedFields) ? others : metadata;
}

/** How Go writes a time that is none. */
const zeroTime = '0001-01-01T00:00:00Z';

/** The layout `kube-eventer`: its fields, their names and their order. `@timestamp` is added for data streams, which need it. */
export function kubeEventerDocument(withTimestamp: boolean): (event: KubeEvent) => Fields {
  return (event) => {
    const { object, source } = event;
    const { metadata, involvedObject, source: reporter } = coreEvent(event);
    const { time, firstTime, count } = factsOf(event);
    return {
      Count: count,
      Metadata: metadataOf(metadata),
      InvolvedObject: involvedObject,
      Source: reporter,
      FirstOccurrenceTimestamp: firstTime || zeroTime,
      LastOccurrenceTimestamp: time,
      Message: event.message,
      Reason: event.reason,
      Type: event.type,
      EventTags: {
        cluster_name: event.cluster,
        eventID: event.uid,
        hostname: source.node,
        ...(object.kind === 'Pod' ? { pod_id: object.uid, pod_name: object.name } : {}),
      },
      ...(withTimestamp ? { '@timestamp': event.time } : {}),
    };
  };
}
