import { pointerMethod, structType, unavailable, valueMethod } from '../values/declare.ts';
import { asPointer, goBool, goString, goStruct, zeroOf } from '../values/make.ts';
import { type InterfaceType, STRING, type StructType } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { messageMethods, SWAGGER_DOC, stringMethod } from './generated-methods.ts';
import { META } from './meta-time.ts';
import { stringIn } from './read.ts';

const SCHEMA = 'k8s.io/apimachinery/pkg/runtime/schema';

/** An interface type that a method returns. */
export function interfaceType(name: string, wants: readonly string[]): InterfaceType {
  return { kind: 'interface', name, named: true, methods: new Map(), wants };
}

const GROUP_KIND = structType(
  {
    name: 'schema.GroupKind',
    packagePath: SCHEMA,
    methods: [
      valueMethod('Empty', [], ['bool'], (receiver) =>
        goBool(stringIn(receiver, 'Group') === '' && stringIn(receiver, 'Kind') === ''),
      ),
      valueMethod('String', [], ['string'], (receiver) => {
        const group = stringIn(receiver, 'Group');
        return goString(stringIn(receiver, 'Kind') + (group === '' ? '' : `.${group}`));
      }),
    ],
  },
  [
    { name: 'Group', type: STRING },
    { name: 'Kind', type: STRING },
  ],
);

const GROUP_VERSION = structType(
  {
    name: 'schema.GroupVersion',
    packagePath: SCHEMA,
    methods: [
      valueMethod('Empty', [], ['bool'], (receiver) =>
        goBool(stringIn(receiver, 'Group') === '' && stringIn(receiver, 'Version') === ''),
      ),
      valueMethod('String', [], ['string'], (receiver) => {
        const group = stringIn(receiver, 'Group');
        return goString((group === '' ? '' : `${group}/`) + stringIn(receiver, 'Version'));
      }),
    ],
  },
  [
    { name: 'Group', type: STRING },
    { name: 'Version', type: STRING },
  ],
);

function pick(type: StructType, receiver: Value, names: readonly string[]): Value {
  return goStruct(
    type,
    names.map((name) => goString(stringIn(receiver, name))),
  );
}

const GROUP_VERSION_KIND = structType(
  {
    name: 'schema.GroupVersionKind',
    packagePath: SCHEMA,
    methods: [
      valueMethod('Empty', [], ['bool'], (receiver) =>
        goBool(['Group', 'Version', 'Kind'].every((name) => stringIn(receiver, name) === '')),
      ),
      valueMethod('GroupKind', [], ['schema.GroupKind'], (receiver) => pick(GROUP_KIND, receiver, ['Group', 'Kind'])),
      valueMethod('GroupVersion', [], ['schema.GroupVersion'], (receiver) =>
        pick(GROUP_VERSION, receiver, ['Group', 'Version']),
      ),
      valueMethod('String', [], ['string'], (receiver) =>
        goString(`${stringIn(receiver, 'Group')}/${stringIn(receiver, 'Version')}, Kind=${stringIn(receiver, 'Kind')}`),
      ),
      valueMethod('ToAPIVersionAndKind', [], ['string', 'string'], unavailable('ToAPIVersionAndKind')),
    ],
  },
  ['Group', 'Version', 'Kind'].map((name) => ({ name, type: STRING })),
);

const OBJECT_KIND = interfaceType('schema.ObjectKind', ['GroupVersionKind', 'SetGroupVersionKind']);

/** schema.FromAPIVersionAndKind: an API version of more than two parts counts as none. */
function groupVersionKind(receiver: Value): Value {
  const parts = stringIn(receiver, 'APIVersion').split('/');
  const kind = stringIn(receiver, 'Kind');
  if (parts.length > 2) return goStruct(GROUP_VERSION_KIND, [zeroOf(STRING), zeroOf(STRING), goString(kind)]);
  const [group = '', version = ''] = parts.length === 2 ? parts : ['', ...parts];
  return goStruct(GROUP_VERSION_KIND, [goString(group), goString(version), goString(kind)]);
}

/** The methods of metav1.TypeMeta, which ObjectReference has as well. */
export const KIND_METHODS = [
  pointerMethod('GetObjectKind', [], ['schema.ObjectKind'], (receiver) => ({
    kind: 'interface',
    type: OBJECT_KIND,
    inner: asPointer(receiver),
  })),
  pointerMethod('GroupVersionKind', [], ['schema.GroupVersionKind'], groupVersionKind),
  pointerMethod('SetGroupVersionKind', [GROUP_VERSION_KIND], [], unavailable('SetGroupVersionKind')),
];

/** metav1.TypeMeta. */
export const TYPE_META: StructType = structType(
  {
    name: 'v1.TypeMeta',
    packagePath: META,
    methods: [
      ...messageMethods(),
      SWAGGER_DOC,
      ...KIND_METHODS,
      stringMethod('TypeMeta', [{ name: 'Kind' }, { name: 'APIVersion' }]),
    ],
  },
  [
    { name: 'Kind', type: STRING, json: 'kind', omitEmpty: true },
    { name: 'APIVersion', type: STRING, json: 'apiVersion', omitEmpty: true },
  ],
);
