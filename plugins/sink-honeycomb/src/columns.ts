import type { KubeEvent } from '@kubeherald/sink-sdk';
import { factsOf } from '@kubeherald/sink-sdk/kube-eventer';

/** What Honeycomb keeps in a column. */
export type Value = string | number | boolean;
export type Columns = Readonly<Record<string, Value>>;

/** How an event becomes one of Honeycomb's. */
export interface Layout {
  readonly columnsOf: (event: KubeEvent) => Columns;
  /** RFC 3339. */
  readonly timeOf: (event: KubeEvent) => string;
}

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Columns of an event, at most. Source: docs.honeycomb.io/api/events. */
const mostColumns = 2000;

/** Fields within fields as `outer.inner`; what is empty is no column: `exists` queries find what is absent. */
function flat(fields: Fields, prefix = ''): readonly (readonly [string, Value])[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const column = `${prefix}${name}`;
    if (isFields(value)) return flat(value, `${column}.`);
    const isValue = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isValue && value !== '' ? [[column, value] as const] : [];
  });
}

/** The layout `event`: what templates and other sinks see, under the same names. The time stands beside the data. */
function eventColumns(event: KubeEvent): Columns {
  const { time: _, raw, ...fields } = event;
  const labels = isFields(raw.metadata) ? raw.metadata.labels : undefined;
  return Object.fromEntries(flat({ ...fields, labels }).slice(0, mostColumns));
}

/** The layout `kube-eventer`: its columns, the empty ones included, for boards made for it. */
function kubeEventerColumns(event: KubeEvent): Columns {
  const { object, source, type, reason, message } = event;
  const { count, component } = factsOf(event);
  return {
    namespace: object.namespace,
    kind: object.kind,
    name: object.name,
    subobject: object.fieldPath,
    'source.component': component,
    'source.host': source.node,
    count,
    type,
    reason,
    message,
  };
}

export const layouts: Readonly<Record<'event' | 'kube-eventer', Layout>> = {
  event: { columnsOf: eventColumns, timeOf: ({ time }) => time },
  'kube-eventer': { columnsOf: kubeEventerColumns, timeOf: (event) => factsOf(event).time },
};
