import { guarded } from '../data/data-error.ts';
import { isRecord, present } from '../data/present.ts';
import { Presented } from '../data/present-plain.ts';
import { encodeJson } from '../json/encode-json.ts';
import { timeOf } from '../standard/time-type.ts';
import { TemplateError } from '../template-error.ts';
import { formatTime } from '../time/format-time.ts';
import { isZeroTime, nanosecondsOf, type Time } from '../time/time.ts';
import { pointerMethod, structType } from '../values/declare.ts';
import { goBytes, goInteger, goPointer, goString, goStruct } from '../values/make.ts';
import { BOOL, INT64, type Method, mapOf, STRING, type StructType } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { eventType, OBJECT_REFERENCE } from './event-types.ts';
import { OWNER_REFERENCES } from './object-meta.ts';
import { fieldIn } from './read.ts';

const STRING_MAP = mapOf(STRING, STRING);

const ENHANCED_REFERENCE = structType({ name: 'kube.EnhancedObjectReference' }, [
  { name: 'ObjectReference', type: OBJECT_REFERENCE, embedded: true, json: '' },
  { name: 'Labels', type: STRING_MAP, json: 'labels', omitEmpty: true },
  { name: 'Annotations', type: STRING_MAP, json: 'annotations', omitEmpty: true },
  { name: 'OwnerReferences', type: OWNER_REFERENCES, json: 'ownerReferences', omitEmpty: true },
  { name: 'Deleted', type: BOOL, json: 'deleted' },
]);

/** The first seen time, or for newer events the event's own. */
function shownTime(receiver: Value): Time {
  const first = timeOf(fieldIn(receiver, 'FirstTimestamp'));
  return isZeroTime(first) ? timeOf(fieldIn(receiver, 'EventTime')) : first;
}

const METHODS: readonly Method[] = [
  pointerMethod('GetTimestampMs', [], ['int64'], (receiver) =>
    goInteger(nanosecondsOf(shownTime(receiver)) / 1_000_000n, INT64),
  ),
  pointerMethod('GetTimestampISO8601', [], ['string'], (receiver, _values, environment) =>
    // the letter is the exporter's own: the zone is whatever it is
    goString(formatTime(shownTime(receiver), '2006-01-02T15:04:05.000Z', environment.zone)),
  ),
  pointerMethod('ToJSON', [], ['[]uint8'], (receiver, _values, environment) =>
    goBytes(encodeJson(receiver, environment)),
  ),
];

const ENHANCED_EVENT: StructType = structType({ name: 'kube.EnhancedEvent', methods: METHODS }, [
  { name: 'Event', type: eventType('0.26'), embedded: true, json: '' },
  { name: 'ClusterName', type: STRING, json: 'clusterName' },
  { name: 'InvolvedObject', type: ENHANCED_REFERENCE, json: 'involvedObject' },
]);

/** What kubernetes-event-exporter knows of an event besides the event. */
export interface EnhancedEventOptions {
  readonly clusterName?: string;
  /** Of the involved object: `Labels`, `Annotations`, `OwnerReferences`, `Deleted`. */
  readonly object?: Readonly<Record<string, unknown>>;
}

/**
 * An event as kubernetes-event-exporter's templates see it: a *kube.EnhancedEvent. Throws TemplateError when the data is
 * no event.
 * @param event the JSON that the API server sends
 */
export function enhancedEvent(event: unknown, { clusterName = '', object = {} }: EnhancedEventOptions = {}): Presented {
  if (!isRecord(event)) throw new TemplateError('GO_TEMPLATE_DATA', 'the event is not an object');
  return guarded(() => {
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = event;
    const { Labels, Annotations, OwnerReferences, Deleted } = object;
    const involved = isRecord(rest.involvedObject) ? rest.involvedObject : {};
    const enhanced = present(ENHANCED_REFERENCE, {
      ...involved,
      labels: Labels,
      annotations: Annotations,
      ownerReferences: OwnerReferences,
      deleted: Deleted,
    });
    const inner = present(eventType('0.26'), rest);
    const name = present(STRING, clusterName);
    return new Presented(goPointer(goStruct(ENHANCED_EVENT, [inner, name, enhanced])));
  });
}
