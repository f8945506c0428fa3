import { readsAs } from '../data/present.ts';
import type { Environment } from '../environment.ts';
import { textOf } from '../format/print.ts';
import type { ByteString } from '../text/bytes.ts';
import { encode } from '../text/bytes.ts';
import { pointerMethod, stringType, structType, unavailable, valueMethod } from '../values/declare.ts';
import { bytesOf, indirect, sortedEntries } from '../values/inspect.ts';
import { asPointer, BYTES, goBytes, goString, goStruct, unaddressed } from '../values/make.ts';
import {
  BOOL,
  type GoType,
  INT64,
  type Method,
  mapOf,
  pointerTo,
  STRING,
  type StructType,
  sliceOf,
} from '../values/type.ts';
import type { Value } from '../values/value.ts';
import {
  copyMethods,
  generatedText,
  messageMethods,
  type ShownField,
  SWAGGER_DOC,
  stringMethod,
} from './generated-methods.ts';
import { META, META_TIME } from './meta-time.ts';
import { interfaceType } from './object-kind.ts';
import { fieldIn, isNilPointer } from './read.ts';
import { type KubernetesVersion, onceForEachVersion } from './version.ts';

/** types.UID. */
export const UID = stringType({ name: 'types.UID', packagePath: 'k8s.io/apimachinery/pkg/types' });

/** gogo-protobuf's valueToString…: `*true`, or `nil`. */
function pointedText(name: string): ShownField {
  return {
    name,
    text: (receiver, environment) => {
      const { value, isNil } = indirect(fieldIn(receiver, name));
      return isNil ? 'nil' : `*${textOf(unaddressed(value), environment)}`;
    },
  };
}

/** A type whose methods name the type itself: they are added after it. */
function declare(
  name: string,
  fields: Parameters<typeof structType>[1],
  methods: (type: StructType) => readonly Method[],
) {
  const table = new Map<string, Method>();
  const type: StructType = { ...structType({ name, packagePath: META }, fields), methods: table };
  for (const method of [...messageMethods(), SWAGGER_DOC, ...copyMethods(type), ...methods(type)]) {
    table.set(method.name, method);
  }
  return type;
}

const OWNER_FIELDS: readonly ShownField[] = [
  ...['Kind', 'Name', 'UID', 'APIVersion'].map((name) => ({ name })),
  pointedText('Controller'),
  pointedText('BlockOwnerDeletion'),
];

const OWNER_REFERENCE = declare(
  'v1.OwnerReference',
  [
    { name: 'APIVersion', type: STRING, json: 'apiVersion' },
    { name: 'Kind', type: STRING, json: 'kind' },
    { name: 'Name', type: STRING, json: 'name' },
    { name: 'UID', type: UID, json: 'uid' },
    { name: 'Controller', type: pointerTo(BOOL), json: 'controller', omitEmpty: true },
    { name: 'BlockOwnerDeletion', type: pointerTo(BOOL), json: 'blockOwnerDeletion', omitEmpty: true },
  ],
  () => [stringMethod('OwnerReference', OWNER_FIELDS)],
);
/** []metav1.OwnerReference. */
export const OWNER_REFERENCES = sliceOf(OWNER_REFERENCE);

function rawText(receiver: Value, version: KubernetesVersion, environment: Environment): ByteString {
  if (isNilPointer(receiver)) return 'nil';
  const raw = fieldIn(receiver, 'Raw');
  if (version !== '0.17') return raw.kind === 'slice' ? (bytesOf(raw) ?? '') : '';
  return `&FieldsV1{Raw:${raw.kind === 'slice' && raw.elements === undefined ? 'nil' : `*${textOf(raw, environment)}`},}`;
}

function declareFields(version: KubernetesVersion): StructType {
  const makeString = version === '0.17' ? pointerMethod : valueMethod;
  const type = declare('v1.FieldsV1', [{ name: 'Raw', type: BYTES, json: '-' }], () => [
    makeString('String', [], ['string'], (receiver, _values, environment) =>
      goString(rawText(receiver, version, environment)),
    ),
    valueMethod('MarshalJSON', [], ['[]uint8', 'error'], (receiver) => {
      const raw = fieldIn(receiver, 'Raw');
      return goBytes((raw.kind === 'slice' && bytesOf(raw)) || 'null');
    }),
    pointerMethod('UnmarshalJSON', [BYTES], ['error'], unavailable('UnmarshalJSON')),
  ]);
  readsAs(type, (data) => goStruct(type, [goBytes(encode(JSON.stringify(data)))]));
  return type;
}

function declareManagedFields(version: KubernetesVersion): StructType {
  const operation = stringType({ name: 'v1.ManagedFieldsOperationType', packagePath: META });
  const shown: ShownField[] = [
    ...['Manager', 'Operation', 'APIVersion', 'Time', 'FieldsType'].map((name) => ({ name })),
    {
      name: 'FieldsV1',
      text: (receiver, environment) => rawText(fieldIn(receiver, 'FieldsV1'), version, environment),
    },
    ...(version === '0.17' ? [] : [{ name: 'Subresource' }]),
  ];
  return declare(
    'v1.ManagedFieldsEntry',
    [
      { name: 'Manager', type: STRING, json: 'manager', omitEmpty: true },
      { name: 'Operation', type: operation, json: 'operation', omitEmpty: true },
      { name: 'APIVersion', type: STRING, json: 'apiVersion', omitEmpty: true },
      { name: 'Time', type: pointerTo(META_TIME), json: 'time', omitEmpty: true },
      { name: 'FieldsType', type: STRING, json: 'fieldsType', omitEmpty: true },
      { name: 'FieldsV1', type: pointerTo(declareFields(version)), json: 'fieldsV1', omitEmpty: true },
      ...(version === '0.17' ? [] : [{ name: 'Subresource', type: STRING, json: 'subresource', omitEmpty: true }]),
    ],
    () => [stringMethod('ManagedFieldsEntry', shown)],
  );
}

const STRING_MAP = mapOf(STRING, STRING);
const OBJECT = interfaceType('v1.Object', ['GetName', 'GetNamespace', 'GetUID']);

function fieldTypes(version: KubernetesVersion): readonly (readonly [name: string, type: GoType])[] {
  return [
    ['Name', STRING],
    ['GenerateName', STRING],
    ['Namespace', STRING],
    ['SelfLink', STRING],
    ['UID', UID],
    ['ResourceVersion', STRING],
    ['Generation', INT64],
    ['CreationTimestamp', META_TIME],
    ['DeletionTimestamp', pointerTo(META_TIME)],
    ['DeletionGracePeriodSeconds', pointerTo(INT64)],
    ['Labels', STRING_MAP],
    ['Annotations', STRING_MAP],
    ['OwnerReferences', OWNER_REFERENCES],
    ['Finalizers', sliceOf(STRING)],
    ...(version === '0.17' ? ([['ClusterName', STRING]] as const) : []),
    ['ManagedFields', sliceOf(declareManagedFields(version))],
  ];
}

function accessors(name: string, type: GoType): readonly Method[] {
  return [
    pointerMethod(`Get${name}`, [], [type.name], (receiver) => unaddressed(fieldIn(receiver, name))),
    pointerMethod(`Set${name}`, [type], [], unavailable(`Set${name}`)),
  ];
}

/** `map[string]string{app: web,}`, as gogo-protobuf writes maps. */
function mapText(name: string): ShownField {
  return {
    name,
    text: (receiver, environment) => {
      const map = fieldIn(receiver, name);
      const entries = map.kind === 'map' ? sortedEntries(map) : [];
      const shown = entries.map(({ key, value }) => `${textOf(key, environment)}: ${textOf(value, environment)},`);
      return `map[string]string{${shown.join('')}}`;
    },
  };
}

/** `[]OwnerReference{OwnerReference{…},}`. */
function listText(name: string, short: string): ShownField {
  return {
    name,
    text: (receiver, environment) => {
      const list = fieldIn(receiver, name);
      const elements = list.kind === 'slice' ? (list.elements ?? []) : [];
      const shown = elements.map((element) => `${textOf(asPointer(element), environment).replace('&', '')},`);
      return `[]${short}{${shown.join('')}}`;
    },
  };
}

function shownFields(name: string): ShownField {
  switch (name) {
    case 'DeletionGracePeriodSeconds':
      return pointedText(name);
    case 'Labels':
    case 'Annotations':
      return mapText(name);
    case 'OwnerReferences':
      return listText(name, 'OwnerReference');
    case 'ManagedFields':
      return listText(name, 'ManagedFieldsEntry');
    default:
      return { name };
  }
}

function jsonName(name: string): string {
  return name === 'UID' ? 'uid' : name.charAt(0).toLowerCase() + name.slice(1);
}

/** metav1.ObjectMeta. */
export const objectMeta = onceForEachVersion((version) => {
  const types = fieldTypes(version);
  const shown = types.map(([name]) => shownFields(name));
  return declare(
    'v1.ObjectMeta',
    types.map(([name, type]) => ({ name, type, json: jsonName(name), omitEmpty: true })),
    () => [
      ...types.flatMap(([name, type]) => accessors(name, type)),
      pointerMethod('GetObjectMeta', [], ['v1.Object'], (receiver) => ({
        kind: 'interface',
        type: OBJECT,
        inner: asPointer(receiver),
      })),
      pointerMethod('String', [], ['string'], (receiver, _values, environment) =>
        goString(generatedText('ObjectMeta', shown, receiver, environment)),
      ),
    ],
  );
});
