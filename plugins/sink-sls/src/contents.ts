import type { KubeEvent } from '@kubeherald/sink-sdk';
import { coreEvent, goJson } from '@kubeherald/sink-sdk/kube-eventer';

/** Names and values of a log, in order. */
export type Contents = readonly (readonly [name: string, value: string])[];

/** An event as the contents of one layout. */
export type Layout = (event: KubeEvent) => Contents;

const isFields = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** `firstTime` as SLS names are usually written, which its SQL does not tell apart by capitals: `first_time`. */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The fields of an object, and those of objects in it, each under its path (`object_kind`). Empty ones are left out. */
function flat(fields: object, prefix: string): Contents {
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]): Contents => {
    const path = `${prefix}${snake(name)}`;
    if (value === '' || value === undefined || value === null) return [];
    // Labels and annotations: each name of its own would be a field of its own in the index.
    if (isFields(value) && prefix !== '') return [[path, JSON.stringify(value)]];
    if (isFields(value)) return flat(value, `${path}_`);
    return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
}

/** The layout `event`: what templates have, in words that SLS can search. */
export function eventLayout(withRaw: boolean): Layout {
  return ({ raw, object, related, source, ...event }) => {
    const metadata = isFields(raw.metadata) ? raw.metadata : {};
    const labels: unknown = Reflect.get(metadata, 'labels');
    const nested = { object, ...(related === undefined ? {} : { related }), source };
    return [
      ...flat(event, ''),
      ...flat(nested, ''),
      ...(isFields(labels) ? ([['labels', JSON.stringify(labels)]] as const) : []),
      ...(withRaw ? ([['raw', JSON.stringify(raw)]] as const) : []),
    ];
  };
}

/** Spaces of each level of the event's JSON. */
const indent = 1;

/** The layout `kube-eventer`: its names, in its order, and its JSON to the byte. */
export const kubeEventerLayout: Layout = (event) => {
  const { object, source, type } = event;
  const pod = [
    ['pod_id', object.uid],
    ['pod_name', object.name],
  ] as const;
  return [
    ['eventId', goJson(coreEvent(event), indent)],
    ['hostname', source.node],
    ['level', type],
    ...(object.kind === 'Pod' ? pod : []),
  ];
};
