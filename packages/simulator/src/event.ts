/** The two API groups that serve the same stored events. */
export type ApiGroup = '' | 'events.k8s.io';

/** `v1` or `events.k8s.io/v1`. */
export function apiVersionOf(group: ApiGroup): string {
  return group === '' ? 'v1' : 'events.k8s.io/v1';
}

/** A reference to an object; empty strings are absent. */
export interface ObjectReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly apiVersion: string;
  readonly resourceVersion: string;
  readonly fieldPath: string;
}

/** Who owns which fields: one entry of metadata.managedFields. */
export interface ManagedEntry {
  readonly manager: string;
  readonly apiVersion: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
  /** Paths in core/v1 names, segments joined by `/`, sorted. */
  readonly paths: readonly string[];
}

/** What a writer says of an event, in core/v1 names; empty strings and 0 are absent. */
export interface EventFields {
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly involvedObject: ObjectReference;
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly host: string;
  /** RFC 3339, whole seconds; empty is null. */
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly count: number;
  readonly type: string;
  /** RFC 3339, microseconds; empty is null. */
  readonly eventTime: string;
  readonly series: { readonly count: number; readonly lastObservedTime: string } | undefined;
  readonly action: string;
  readonly related: ObjectReference | undefined;
  readonly reportingComponent: string;
  readonly reportingInstance: string;
}

/** An event as it is stored: what was written, and what the server adds. */
export interface StoredEvent extends EventFields {
  readonly name: string;
  readonly generateName: string;
  readonly namespace: string;
  readonly uid: string;
  /** RFC 3339, whole seconds. */
  readonly creationTimestamp: string;
  readonly managedFields: readonly ManagedEntry[];
}

/** The reference that says nothing. */
export const emptyReference: ObjectReference = {
  kind: '',
  namespace: '',
  name: '',
  uid: '',
  apiVersion: '',
  resourceVersion: '',
  fieldPath: '',
};

/** The event that says nothing: what a writer's fields are compared with to know what the writer set. */
export const emptyFields: EventFields = {
  labels: undefined,
  annotations: undefined,
  involvedObject: emptyReference,
  reason: '',
  message: '',
  component: '',
  host: '',
  firstTimestamp: '',
  lastTimestamp: '',
  count: 0,
  type: '',
  eventTime: '',
  series: undefined,
  action: '',
  related: undefined,
  reportingComponent: '',
  reportingInstance: '',
};

let lastSecond = { second: Number.NaN, text: '' };

/** RFC 3339 in whole seconds, as Kubernetes writes metav1.Time. Many events share a second, so the last is kept. */
export function secondsTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond.second) lastSecond = { second, text: `${new Date(ms).toISOString().slice(0, 19)}Z` };
  return lastSecond.text;
}

/** RFC 3339 in microseconds, as Kubernetes writes metav1.MicroTime. */
export function microTime(ms: number): string {
  const micros = Math.floor((ms - Math.floor(ms)) * 1000);
  return `${new Date(ms).toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}Z`;
}
