import type { KubeEvent } from '@kubeherald/sink-sdk';
import type { Point } from './line.ts';
import { distinctTime } from './time.ts';

/** What an event can be looked up by: tags or fields, as the options say. */
export const dimensions = [
  'cluster',
  'namespace',
  'kind',
  'type',
  'reason',
  'component',
  'node',
  'name',
  'action',
] as const;

export type Dimension = (typeof dimensions)[number];

function valuesOf({ cluster, object, type, reason, source, action }: KubeEvent): Readonly<Record<Dimension, string>> {
  const { namespace, kind, name } = object;
  return { cluster, namespace, kind, type, reason, component: source.component, node: source.node, name, action };
}

/** The layout `event`. */
export function eventPoint(measurement: string, tags: readonly Dimension[]): (event: KubeEvent) => Point {
  const isTag: ReadonlySet<string> = new Set(tags);
  return (event) => {
    const values = Object.entries(valuesOf(event)).filter(([, value]) => value !== '');
    return {
      measurement,
      tags: Object.fromEntries(values.filter(([name]) => isTag.has(name))),
      fields: {
        message: event.message,
        count: event.count,
        uid: event.uid,
        revision: event.resourceVersion,
        ...Object.fromEntries(values.filter(([name]) => !isTag.has(name))),
      },
      time: distinctTime(event),
    };
  };
}
