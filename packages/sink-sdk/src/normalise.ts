import type { Change, EventSource, KubeEvent, ObjectReference, RawEvent } from './event.ts';
import { utcTime } from './timestamp.ts';

type Fields = { readonly [field: string]: unknown };

const none: Fields = Object.freeze({});

/** The event time when the cluster gives no readable time at all, not even metadata.creationTimestamp. */
const noTime = '1970-01-01T00:00:00Z';

const fields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' && value > 1 ? value : 1);

function reference(from: Fields): ObjectReference {
  return {
    apiVersion: text(from.apiVersion),
    kind: text(from.kind),
    namespace: text(from.namespace),
    name: text(from.name),
    uid: text(from.uid),
    fieldPath: text(from.fieldPath),
  };
}

/**
 * An Event of core/v1 or events.k8s.io/v1 in one shape. Never throws: absent, null or wrongly typed fields become `""` (count: 1).
 * The two views differ in field names only (`involvedObject`/`regarding`, `message`/`note`, `count`/`deprecatedCount`, …), so each is
 * read under either name: list items carry no apiVersion to tell the view by.
 * @param raw as the API server sent it; becomes `KubeEvent.raw` untouched
 * @param context the cluster's name from the config, and how the revision came to be
 */
export function normaliseEvent(
  raw: RawEvent,
  context: { readonly cluster: string; readonly change: Change },
): KubeEvent {
  const metadata = fields(raw.metadata) ? raw.metadata : none;
  const object = raw.involvedObject ?? raw.regarding;
  const reporter = raw.source ?? raw.deprecatedSource;
  const series = fields(raw.series) ? raw.series : none;
  const uid = text(metadata.uid);
  const resourceVersion = text(metadata.resourceVersion);
  const eventTime = utcTime(raw.eventTime);
  const firstTime = utcTime(raw.firstTimestamp ?? raw.deprecatedFirstTimestamp);
  const seriesTime = utcTime(series.lastObservedTime);
  const lastTime = utcTime(raw.lastTimestamp ?? raw.deprecatedLastTimestamp);
  const event: KubeEvent & { related?: ObjectReference } = {
    id: `${uid}:${resourceVersion}`,
    uid,
    resourceVersion,
    name: text(metadata.name),
    namespace: text(metadata.namespace),
    cluster: context.cluster,
    change: context.change,
    time: seriesTime || lastTime || eventTime || firstTime || utcTime(metadata.creationTimestamp) || noTime,
    // eventTime is "when this Event was first observed" (k8s.io/api events/v1).
    firstTime: firstTime || eventTime,
    lastTime: seriesTime || lastTime,
    count: Math.max(number(raw.count ?? raw.deprecatedCount), number(series.count)),
    type: text(raw.type),
    reason: text(raw.reason),
    message: text(raw.message ?? raw.note),
    action: text(raw.action),
    object: reference(fields(object) ? object : none),
    source: sourceOf(raw, fields(reporter) ? reporter : none),
    raw,
  };
  if (fields(raw.related)) event.related = reference(raw.related);
  return event;
}

function sourceOf(raw: RawEvent, reporter: Fields): EventSource {
  return {
    component: text(raw.reportingComponent ?? raw.reportingController) || text(reporter.component),
    instance: text(raw.reportingInstance),
    node: text(reporter.host),
  };
}
