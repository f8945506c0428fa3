import { DecodeError } from './decode-error.ts';
import { type ApiGroup, type EventFields, emptyFields, emptyReference, type ObjectReference } from './event.ts';
import { goTypeName, isObject, type JsonObject } from './json.ts';
import { timeText } from './time-text.ts';

/** What a body says: the fields, metadata, and the fields that the server does not know. */
export interface DecodedEvent {
  readonly name: string;
  readonly generateName: string;
  /** Empty when the body says none. */
  readonly namespace: string;
  readonly fields: EventFields;
  readonly unknown: readonly string[];
}

/** core/v1 names → names of the group. */
const namesOf: Readonly<Record<ApiGroup, Readonly<Record<string, string>>>> = {
  '': {
    involvedObject: 'involvedObject',
    message: 'message',
    source: 'source',
    firstTimestamp: 'firstTimestamp',
    lastTimestamp: 'lastTimestamp',
    count: 'count',
    reportingComponent: 'reportingComponent',
  },
  'events.k8s.io': {
    involvedObject: 'regarding',
    message: 'note',
    source: 'deprecatedSource',
    firstTimestamp: 'deprecatedFirstTimestamp',
    lastTimestamp: 'deprecatedLastTimestamp',
    count: 'deprecatedCount',
    reportingComponent: 'reportingController',
  },
};
const sharedNames = ['reason', 'type', 'eventTime', 'series', 'action', 'related', 'reportingInstance'];
const metadataNames = new Set(
  (
    'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp ' +
    'deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields'
  ).split(' '),
);
const referenceNames = new Set(['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']);

/** Reads the fields of one object, remembering those nobody asked for. */
class Fields {
  readonly #object: JsonObject;
  readonly #path: string;

  constructor(object: JsonObject, path: string) {
    this.#object = object;
    this.#path = path;
  }

  #wrong(name: string, value: unknown, wanted: string): DecodeError {
    return new DecodeError(
      `json: cannot unmarshal ${goTypeName(value)} into Go struct field ${this.#path}.${name} of type ${wanted}`,
    );
  }

  text(name: string): string {
    const value = this.#object[name] ?? '';
    if (typeof value !== 'string') throw this.#wrong(name, value, 'string');
    return value.toWellFormed();
  }

  int32(name: string): number {
    const value = this.#object[name] ?? 0;
    if (typeof value !== 'number') throw this.#wrong(name, value, 'int32');
    const fits = Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
    if (!fits) {
      throw new DecodeError(
        `json: cannot unmarshal number ${value} into Go struct field ${this.#path}.${name} of type int32`,
      );
    }
    return value;
  }

  time(name: string, precision: 'seconds' | 'micros'): string {
    const text = this.text(name);
    return text === '' ? '' : timeText(text, precision);
  }

  object(name: string): JsonObject | undefined {
    const value = this.#object[name] ?? undefined;
    if (value === undefined) return undefined;
    if (!isObject(value)) throw this.#wrong(name, value, `v1.${name}`);
    return value;
  }

  map(name: string): Record<string, string> | undefined {
    const value = this.object(name);
    if (value === undefined || Object.keys(value).length === 0) return undefined;
    const inner = new Fields(value, `${this.#path}.${name}`);
    return Object.fromEntries(Object.keys(value).map((key) => [key, inner.text(key)]));
  }

  /** Names that are not among `known`. */
  others(known: ReadonlySet<string>): string[] {
    return Object.keys(this.#object).filter((name) => !known.has(name));
  }
}

function reference(object: JsonObject, path: string, unknown: string[], name: string): ObjectReference {
  const fields = new Fields(object, path);
  unknown.push(...fields.others(referenceNames).map((other) => `${name}.${other}`));
  return {
    kind: fields.text('kind'),
    namespace: fields.text('namespace'),
    name: fields.text('name'),
    uid: fields.text('uid'),
    apiVersion: fields.text('apiVersion'),
    resourceVersion: fields.text('resourceVersion'),
    fieldPath: fields.text('fieldPath'),
  };
}

/**
 * Reads an event of either group.
 * @throws DecodeError for a value of a wrong type or a malformed time.
 */
export function decodeEvent(object: JsonObject, group: ApiGroup): DecodedEvent {
  const named = (name: string) => namesOf[group][name] ?? name;
  const top = new Fields(object, 'Event');
  const known = new Set([...Object.values(namesOf[group]), ...sharedNames, 'kind', 'apiVersion', 'metadata']);
  const unknown = top.others(known);
  const metadata = new Fields(top.object('metadata') ?? {}, 'ObjectMeta.metadata');
  unknown.push(...metadata.others(metadataNames).map((name) => `metadata.${name}`));
  const involved = top.object(named('involvedObject'));
  const related = top.object('related');
  const source = new Fields(top.object(named('source')) ?? {}, 'EventSource.source');
  const series = top.object('series');
  const inSeries = new Fields(series ?? {}, 'EventSeries.series');
  const fields: EventFields = {
    ...emptyFields,
    labels: metadata.map('labels'),
    annotations: metadata.map('annotations'),
    involvedObject: involved
      ? reference(involved, 'ObjectReference', unknown, named('involvedObject'))
      : emptyReference,
    reason: top.text('reason'),
    message: top.text(named('message')),
    component: source.text('component'),
    host: source.text('host'),
    firstTimestamp: top.time(named('firstTimestamp'), 'seconds'),
    lastTimestamp: top.time(named('lastTimestamp'), 'seconds'),
    count: top.int32(named('count')),
    type: top.text('type'),
    eventTime: top.time('eventTime', 'micros'),
    series: series && { count: inSeries.int32('count'), lastObservedTime: inSeries.time('lastObservedTime', 'micros') },
    action: top.text('action'),
    related: related && reference(related, 'ObjectReference', unknown, 'related'),
    reportingComponent: top.text(named('reportingComponent')),
    reportingInstance: top.text('reportingInstance'),
  };
  return {
    name: metadata.text('name'),
    generateName: metadata.text('generateName'),
    namespace: metadata.text('namespace'),
    fields,
    unknown,
  };
}
