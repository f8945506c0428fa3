import type { KubeEvent, RawEvent } from '@kubeherald/sink-sdk';
import { factsOf } from '@kubeherald/sink-sdk/kube-eventer';

export type Layout = 'event' | 'kube-eventer';
export type Mode = 'append' | 'upsert';

/** What is stored of an event. */
export interface EventDocument {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** The fields of a layout that others go by. */
export interface LayoutFields {
  /** The event time: what the TTL index is on, and what tells the newer of two revisions. */
  readonly time: string;
}

export const layoutFields: Readonly<Record<Layout, LayoutFields>> = {
  event: { time: 'time' },
  'kube-eventer': { time: 'last_occurrence_time' },
};

/** BSON dates have milliseconds; finer fractions are cut. */
const date = (time: string): Date | undefined => (time === '' ? undefined : new Date(time));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Labels as a list of `{ k, v }`: their names have dots, which paths of queries cannot tell from nesting, and a list can be indexed. */
function labelsOf({ object, raw }: KubeEvent): readonly { readonly k: string; readonly v: unknown }[] {
  const own = isRecord(raw.metadata) ? raw.metadata.labels : undefined;
  const enriched = 'labels' in object ? object.labels : undefined;
  const labels = isRecord(enriched) ? enriched : isRecord(own) ? own : {};
  return Object.entries(labels).map(([k, v]) => ({ k, v }));
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}

function fieldsOf(event: KubeEvent): Record<string, unknown> {
  const { id: _, raw: __, time, firstTime, lastTime, ...fields } = event;
  return {
    ...fields,
    time: date(time),
    ...present({ firstTime: date(firstTime), lastTime: date(lastTime) }),
    labels: labelsOf(event),
  };
}

/** Of an event that is replaced by its repetitions: what counts them, which may be its series. */
const newest = ({ count, firstTime, time }: KubeEvent) => ({ count, firstTime: firstTime || time, time });

/** kube-eventer leaves out what is empty (`omitempty`). It knows no `upsert`, and does not look at series. */
function kubeEventerFields(event: KubeEvent, mode: Mode): Record<string, unknown> {
  const { count, firstTime, time } = mode === 'append' ? factsOf(event) : newest(event);
  return present({
    count: count === 0 ? undefined : count,
    namespace: event.object.namespace,
    kind: event.object.kind,
    name: event.object.name,
    type: event.type,
    reason: event.reason,
    message: event.message,
    event_id: event.uid,
    first_occurrence_time: date(firstTime),
    last_occurrence_time: date(time),
  });
}

/** An event as a document. */
export function documentOf(event: KubeEvent, layout: Layout, mode: Mode, raw: boolean): EventDocument {
  const fields = layout === 'event' ? fieldsOf(event) : kubeEventerFields(event, mode);
  const whole: { raw?: RawEvent } = raw ? { raw: event.raw } : {};
  return { _id: mode === 'upsert' ? event.uid : event.id, ...fields, ...whole };
}
