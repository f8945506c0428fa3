import type { KubeEvent, RawEvent } from '../event.ts';
import { anyText, count, given, list, microTime, optional, struct, text, texts, time } from './shape.ts';

const reference = struct({
  kind: text,
  namespace: text,
  name: text,
  uid: text,
  apiVersion: text,
  resourceVersion: text,
  fieldPath: text,
});

const metadata = struct({
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid: text,
  resourceVersion: text,
  generation: count,
  creationTimestamp: time,
  deletionTimestamp: optional(time),
  deletionGracePeriodSeconds: given,
  labels: texts,
  annotations: texts,
  ownerReferences: list(
    struct({
      apiVersion: anyText,
      kind: anyText,
      name: anyText,
      uid: anyText,
      controller: given,
      blockOwnerDeletion: given,
    }),
  ),
  finalizers: list(anyText),
  clusterName: text,
  managedFields: list(
    struct({
      manager: text,
      operation: text,
      apiVersion: text,
      time: optional(time),
      fieldsType: text,
      fieldsV1: given,
    }),
  ),
});

const core = struct({
  metadata,
  involvedObject: reference,
  reason: text,
  message: text,
  source: struct({ component: text, host: text }),
  firstTimestamp: time,
  lastTimestamp: time,
  count,
  type: text,
  eventTime: microTime,
  series: optional(struct({ count, lastObservedTime: microTime, state: text })),
  action: text,
  related: optional(reference),
  reportingComponent: anyText,
  reportingInstance: anyText,
});

const isFields = (value: unknown): value is RawEvent => typeof value === 'object' && value !== null;

/**
 * The event as a program of Go sees it that was built with k8s.io/api 0.17, as kube-eventer is: the fields of core/v1 in the order of its
 * structs, whichever API group it came from, without `kind` and `apiVersion`, which client-go takes away. The message is `event.message`.
 */
export function coreEvent({ raw, message }: KubeEvent): RawEvent {
  const read = core({
    ...raw,
    involvedObject: raw.involvedObject ?? raw.regarding,
    message,
    source: raw.source ?? raw.deprecatedSource,
    firstTimestamp: raw.firstTimestamp ?? raw.deprecatedFirstTimestamp,
    lastTimestamp: raw.lastTimestamp ?? raw.deprecatedLastTimestamp,
    count: raw.count ?? raw.deprecatedCount,
    reportingComponent: raw.reportingComponent ?? raw.reportingController,
  });
  return isFields(read) ? read : {};
}
