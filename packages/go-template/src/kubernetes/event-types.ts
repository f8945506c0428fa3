import type { Environment } from '../environment.ts';
import { textOf } from '../format/print.ts';
import { type FieldShape, stringType, structType } from '../values/declare.ts';
import { asPointer, unaddressed } from '../values/make.ts';
import { INT32, type Method, pointerTo, STRING, type StructType } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { copyMethods, messageMethods, type ShownField, SWAGGER_DOC, stringMethod } from './generated-methods.ts';
import { META_MICRO_TIME, META_TIME } from './meta-time.ts';
import { interfaceType, KIND_METHODS, TYPE_META } from './object-kind.ts';
import { objectMeta, UID } from './object-meta.ts';
import { fieldIn } from './read.ts';
import { type KubernetesVersion, onceForEachVersion } from './version.ts';

const CORE = 'k8s.io/api/core/v1';
const RUNTIME_OBJECT = interfaceType('runtime.Object', ['GetObjectKind', 'DeepCopyObject']);

function declare(
  short: string,
  fields: readonly FieldShape[],
  shown: readonly ShownField[],
  methods: readonly Method[] = [],
): StructType {
  const table = new Map<string, Method>();
  const type: StructType = { ...structType({ name: `v1.${short}`, packagePath: CORE }, fields), methods: table };
  const object = methods.length > 0 || short === 'Event' ? RUNTIME_OBJECT : undefined;
  const all = [...messageMethods(), SWAGGER_DOC, ...copyMethods(type, object), ...methods, stringMethod(short, shown)];
  for (const method of all) table.set(method.name, method);
  return type;
}

function texts(names: Readonly<Record<string, string>>): readonly FieldShape[] {
  return Object.entries(names).map(([name, json]) => ({ name, type: STRING, json, omitEmpty: true }));
}

function named(...names: readonly string[]): readonly ShownField[] {
  return names.map((name) => ({ name }));
}

/** v1.ObjectReference. */
export const OBJECT_REFERENCE = declare(
  'ObjectReference',
  [
    ...texts({ Kind: 'kind', Namespace: 'namespace', Name: 'name' }),
    { name: 'UID', type: UID, json: 'uid', omitEmpty: true },
    ...texts({ APIVersion: 'apiVersion', ResourceVersion: 'resourceVersion', FieldPath: 'fieldPath' }),
  ],
  named('Kind', 'Namespace', 'Name', 'UID', 'APIVersion', 'ResourceVersion', 'FieldPath'),
  KIND_METHODS,
);

const EVENT_SOURCE = declare(
  'EventSource',
  texts({ Component: 'component', Host: 'host' }),
  named('Component', 'Host'),
);

function declareSeries(version: KubernetesVersion): StructType {
  const withState = version === '0.17';
  const state = stringType({ name: 'v1.EventSeriesState', packagePath: CORE });
  return declare(
    'EventSeries',
    [
      { name: 'Count', type: INT32, json: 'count', omitEmpty: true },
      { name: 'LastObservedTime', type: META_MICRO_TIME, json: 'lastObservedTime', omitEmpty: true },
      ...(withState ? [{ name: 'State', type: state, json: 'state', omitEmpty: true }] : []),
    ],
    named('Count', 'LastObservedTime', ...(withState ? ['State'] : [])),
  );
}

/** A struct inside: its own String, without the address sign that the first replacement takes away. */
function inside(name: string): ShownField {
  return { name, text: (receiver, environment) => pointedText(fieldIn(receiver, name), environment).replace('&', '') };
}

function pointedText(value: Value, environment: Environment): string {
  return textOf(asPointer(value), environment);
}

const META_FIELD: ShownField = {
  name: 'ObjectMeta',
  // the generated code means to take an address sign away and takes the first one of the text, wherever it is
  text: (receiver, environment) =>
    textOf(unaddressed(fieldIn(receiver, 'ObjectMeta')), environment)
      .replace('ObjectMeta', 'v1.ObjectMeta')
      .replace('&', ''),
};

/** v1.Event. */
export const eventType = onceForEachVersion((version) => {
  const series = pointerTo(declareSeries(version));
  return declare(
    'Event',
    [
      { name: 'TypeMeta', type: TYPE_META, embedded: true, json: '' },
      { name: 'ObjectMeta', type: objectMeta(version), embedded: true, json: 'metadata' },
      { name: 'InvolvedObject', type: OBJECT_REFERENCE, json: 'involvedObject' },
      ...texts({ Reason: 'reason', Message: 'message' }),
      { name: 'Source', type: EVENT_SOURCE, json: 'source', omitEmpty: true },
      { name: 'FirstTimestamp', type: META_TIME, json: 'firstTimestamp', omitEmpty: true },
      { name: 'LastTimestamp', type: META_TIME, json: 'lastTimestamp', omitEmpty: true },
      { name: 'Count', type: INT32, json: 'count', omitEmpty: true },
      ...texts({ Type: 'type' }),
      { name: 'EventTime', type: META_MICRO_TIME, json: 'eventTime', omitEmpty: true },
      { name: 'Series', type: series, json: 'series', omitEmpty: true },
      ...texts({ Action: 'action' }),
      { name: 'Related', type: pointerTo(OBJECT_REFERENCE), json: 'related', omitEmpty: true },
      { name: 'ReportingController', type: STRING, json: 'reportingComponent' },
      { name: 'ReportingInstance', type: STRING, json: 'reportingInstance' },
    ],
    [
      META_FIELD,
      inside('InvolvedObject'),
      ...named('Reason', 'Message'),
      inside('Source'),
      ...named('FirstTimestamp', 'LastTimestamp', 'Count', 'Type', 'EventTime'),
      ...named('Series', 'Action', 'Related', 'ReportingController', 'ReportingInstance'),
    ],
  );
});
