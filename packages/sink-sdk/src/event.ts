/** How a revision came to be: `added` (a new Event object, or first seen in a list) or `modified` (counted up, relabelled). */
export type Change = 'added' | 'modified';

/** An object that an event is about. Every field is present, and empty where the cluster says nothing. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects, whose Event lies in the namespace `default`. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly fieldPath: string;
}

/** Who reported the event: `reportingController` or `source.component`, `reportingInstance`, `source.host`. */
export interface EventSource {
  readonly component: string;
  readonly instance: string;
  readonly node: string;
}

/** A Kubernetes Event as the API server sent it, core/v1 or events.k8s.io/v1. */
export type RawEvent = { readonly [field: string]: unknown };

/** One Kubernetes Event, normalised from core/v1 or events.k8s.io/v1 into one shape: what sinks, templates and matches see. */
export interface KubeEvent {
  /** `uid:resourceVersion`, the revision: the key for idempotent destinations. */
  readonly id: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Of the Event object itself. */
  readonly name: string;
  readonly namespace: string;
  /** The cluster's name from the config. */
  readonly cluster: string;
  readonly change: Change;
  /** The event time, RFC 3339 in UTC, with the fraction it came with; never empty. */
  readonly time: string;
  /** Empty when the cluster says nothing. */
  readonly firstTime: string;
  /** Empty when the cluster says nothing. */
  readonly lastTime: string;
  /** max(count, series.count, 1). */
  readonly count: number;
  /** Normal, Warning, or whatever the cluster says. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly action: string;
  readonly object: ObjectReference;
  readonly related?: ObjectReference;
  readonly source: EventSource;
  /** The object as the API server sent it, untouched. */
  readonly raw: RawEvent;
}
