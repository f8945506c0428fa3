import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { pointerMethod, unavailable, valueMethod } from '../values/declare.ts';
import { indirect } from '../values/inspect.ts';
import { BYTES, goBytes, goInteger, goPointer, goString } from '../values/make.ts';
import { BOOL, type GoType, type InterfaceType, type Method, pointerTo } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { protobufOf } from './protobuf.ts';
import { fieldText, isNilPointer, NIL_POINTER } from './read.ts';

/** How a generated String method shows a field. */
export interface ShownField {
  readonly name: string;
  /** Absent: as fmt's %v does. */
  readonly text?: (receiver: Value, environment: Environment) => ByteString;
}

/** The String method that gogo-protobuf generates: `&EventSource{Component:kubelet,Host:node-1,}`. */
export function generatedText(
  short: string,
  fields: readonly ShownField[],
  receiver: Value,
  environment: Environment,
): ByteString {
  if (isNilPointer(receiver)) return 'nil';
  const parts = fields.map(
    ({ name, text }) => `${name}:${text?.(receiver, environment) ?? fieldText(receiver, name, environment)},`,
  );
  return `&${short}{${parts.join('')}}`;
}

/** The `String` method of a generated type. */
export function stringMethod(short: string, fields: readonly ShownField[]): Method {
  return pointerMethod('String', [], ['string'], (receiver, _values, environment) =>
    goString(generatedText(short, fields, receiver, environment)),
  );
}

const WITHOUT_RESULT: readonly string[] = ['ProtoMessage', 'Reset', 'XXX_DiscardUnknown'];

/** What gogo-protobuf generates for every message. Templates use hardly any of it, and must fail as Go's do. */
export function messageMethods(): readonly Method[] {
  return [
    ...WITHOUT_RESULT.map((name) => pointerMethod(name, [], [], unavailable(name))),
    pointerMethod('Descriptor', [], ['[]uint8', '[]int'], unavailable('Descriptor')),
    pointerMethod('Marshal', [], ['[]uint8', 'error'], (receiver) => {
      if (isNilPointer(receiver)) throw new Failure(NIL_POINTER);
      return goBytes(protobufOf(receiver));
    }),
    pointerMethod('MarshalTo', [BYTES], ['int', 'error'], unavailable('MarshalTo')),
    pointerMethod('MarshalToSizedBuffer', [BYTES], ['int', 'error'], unavailable('MarshalToSizedBuffer')),
    pointerMethod('Size', [], ['int'], (receiver) => goInteger(protobufOf(receiver).length)),
    pointerMethod('Unmarshal', [BYTES], ['error'], unavailable('Unmarshal')),
    pointerMethod('XXX_Marshal', [BYTES, BOOL], ['[]uint8', 'error'], unavailable('XXX_Marshal')),
    pointerMethod('XXX_Size', [], ['int'], (receiver) => goInteger(protobufOf(receiver).length)),
    pointerMethod('XXX_Unmarshal', [BYTES], ['error'], unavailable('XXX_Unmarshal')),
  ];
}

/** SwaggerDoc, which all API types have. */
export const SWAGGER_DOC = valueMethod('SwaggerDoc', [], ['map[string]string'], unavailable('SwaggerDoc'));

/** A pointer to a copy of what the receiver points to. */
export function copyOf(receiver: Value): Value {
  const { value, isNil } = indirect(receiver);
  return isNil || value.kind === 'invalid' ? receiver : goPointer(value);
}

/** DeepCopy, DeepCopyInto and for whole objects DeepCopyObject. The type is added when it exists. */
export function copyMethods(type: GoType, object?: InterfaceType): readonly Method[] {
  const { name } = pointerTo(type);
  const methods = [
    pointerMethod('DeepCopy', [], [name], copyOf),
    pointerMethod('DeepCopyInto', [pointerTo(type)], [], unavailable('DeepCopyInto')),
  ];
  if (object === undefined) return methods;
  const asObject = pointerMethod('DeepCopyObject', [], [object.name], (receiver) => ({
    kind: 'interface',
    type: object,
    inner: copyOf(receiver),
  }));
  return [...methods, asObject];
}
