import { type ApiGroup, apiVersionOf, type ObjectReference, type StoredEvent } from './event.ts';
import { goEscape, sortedMap } from './json.ts';
import { fieldsTree } from './managed-fields.ts';

const orNull = (time: string) => (time === '' ? null : time);
const orAbsent = (text: string) => (text === '' ? undefined : text);

function reference(one: ObjectReference): object {
  return {
    kind: orAbsent(one.kind),
    namespace: orAbsent(one.namespace),
    name: orAbsent(one.name),
    uid: orAbsent(one.uid),
    apiVersion: orAbsent(one.apiVersion),
    resourceVersion: orAbsent(one.resourceVersion),
    fieldPath: orAbsent(one.fieldPath),
  };
}

function metadata(event: StoredEvent, revision: number): object {
  return {
    name: orAbsent(event.name),
    generateName: orAbsent(event.generateName),
    namespace: orAbsent(event.namespace),
    uid: orAbsent(event.uid),
    resourceVersion: String(revision),
    creationTimestamp: event.creationTimestamp,
    labels: event.labels && sortedMap(event.labels),
    annotations: event.annotations && sortedMap(event.annotations),
    managedFields:
      event.managedFields.length === 0
        ? undefined
        : event.managedFields.map((entry) => ({
            manager: entry.manager,
            operation: 'Update',
            apiVersion: entry.apiVersion,
            time: entry.time,
            fieldsType: 'FieldsV1',
            fieldsV1: fieldsTree(entry),
          })),
  };
}

/** The fields below metadata, in the order and under the names of core/v1. */
export function coreFields(event: Omit<StoredEvent, 'managedFields'>): object {
  return {
    involvedObject: reference(event.involvedObject),
    reason: orAbsent(event.reason),
    message: orAbsent(event.message),
    source: { component: orAbsent(event.component), host: orAbsent(event.host) },
    firstTimestamp: orNull(event.firstTimestamp),
    lastTimestamp: orNull(event.lastTimestamp),
    count: event.count === 0 ? undefined : event.count,
    type: orAbsent(event.type),
    eventTime: orNull(event.eventTime),
    series: event.series && series(event.series),
    action: orAbsent(event.action),
    related: event.related && reference(event.related),
    reportingComponent: event.reportingComponent,
    reportingInstance: event.reportingInstance,
  };
}

/** The fields below metadata, in the order and under the names of events.k8s.io/v1. */
export function newFields(event: Omit<StoredEvent, 'managedFields'>): object {
  return {
    eventTime: orNull(event.eventTime),
    series: event.series && series(event.series),
    reportingController: orAbsent(event.reportingComponent),
    reportingInstance: orAbsent(event.reportingInstance),
    action: orAbsent(event.action),
    reason: orAbsent(event.reason),
    regarding: reference(event.involvedObject),
    related: event.related && reference(event.related),
    note: orAbsent(event.message),
    type: orAbsent(event.type),
    deprecatedSource: { component: orAbsent(event.component), host: orAbsent(event.host) },
    deprecatedFirstTimestamp: orNull(event.firstTimestamp),
    deprecatedLastTimestamp: orNull(event.lastTimestamp),
    deprecatedCount: event.count === 0 ? undefined : event.count,
  };
}

function series(one: { readonly count: number; readonly lastObservedTime: string }): object {
  return { count: one.count === 0 ? undefined : one.count, lastObservedTime: orNull(one.lastObservedTime) };
}

/** An event as plain data of one API group, without kind and apiVersion: what a patch is applied to. */
export function eventData(event: StoredEvent, revision: number, group: ApiGroup): object {
  return { metadata: metadata(event, revision), ...(group === '' ? coreFields(event) : newFields(event)) };
}

/** The inside of an event's JSON object, without braces, kind and apiVersion, as Go writes it. */
export function renderBody(event: StoredEvent, revision: number, group: ApiGroup): Buffer {
  const json = goEscape(JSON.stringify(eventData(event, revision, group)));
  return Buffer.from(json.slice(1, -1));
}

/** The fields that open an object outside a list. */
export function kindAndVersion(group: ApiGroup): string {
  return `"kind":"Event","apiVersion":"${apiVersionOf(group)}",`;
}

/** The bookmark that ends the initial events of a watch: metadata and the type's zero values. */
export function renderBookmark(revision: number, group: ApiGroup): string {
  const zero =
    group === ''
      ? {
          involvedObject: {},
          source: {},
          firstTimestamp: null,
          lastTimestamp: null,
          eventTime: null,
          reportingComponent: '',
          reportingInstance: '',
        }
      : {
          eventTime: null,
          regarding: {},
          deprecatedSource: {},
          deprecatedFirstTimestamp: null,
          deprecatedLastTimestamp: null,
        };
  const head = { resourceVersion: String(revision), annotations: { 'k8s.io/initial-events-end': 'true' } };
  const object = { kind: 'Event', apiVersion: apiVersionOf(group), metadata: head, ...zero };
  return `${JSON.stringify({ type: 'BOOKMARK', object })}\n`;
}
