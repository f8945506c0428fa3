import type { ByteString } from '../text/bytes.ts';
import type { Time } from '../time/time.ts';
import type { Zone } from '../time/zone.ts';
import type {
  BoolType,
  ComplexType,
  FloatType,
  FunctionType,
  GoFunction,
  IntegerType,
  InterfaceType,
  MapType,
  PointerType,
  SliceType,
  StringType,
  StructType,
} from './type.ts';

/** No value at all: Go's zero reflect.Value. */
export interface Invalid {
  readonly kind: 'invalid';
}
export interface BoolValue {
  readonly kind: 'bool';
  readonly type: BoolType;
  readonly bool: boolean;
}
export interface StringValue {
  readonly kind: 'string';
  readonly type: StringType;
  readonly text: ByteString;
}
export interface IntegerValue {
  readonly kind: 'integer';
  readonly type: IntegerType;
  readonly integer: bigint;
}
export interface FloatValue {
  readonly kind: 'float';
  readonly type: FloatType;
  readonly float: number;
}
export interface ComplexValue {
  readonly kind: 'complex';
  readonly type: ComplexType;
  readonly real: number;
  readonly imaginary: number;
}
export interface SliceValue {
  readonly kind: 'slice';
  readonly type: SliceType;
  /** Undefined: a nil slice. */
  readonly elements: readonly Value[] | undefined;
  /** The elements of the array behind it that come after its own, up to its capacity. */
  readonly beyond: readonly Value[];
}
export interface MapValue {
  readonly kind: 'map';
  readonly type: MapType;
  /** By a text that is unique for the key; undefined: a nil map. Functions such as sprig's set change it. */
  readonly entries: Map<string, MapEntry> | undefined;
}
export interface MapEntry {
  readonly key: Value;
  readonly value: Value;
}
export interface StructValue {
  readonly kind: 'struct';
  readonly type: StructType;
  readonly fields: readonly Value[];
  /** It sits where a pointer could point, so methods of its pointer type can be called. */
  readonly addressable: boolean;
  /** For time.Time, whose fields say the same in Go's encoding. */
  readonly time?: Time;
  /** For time.Location. */
  readonly location?: Zone | 'local';
}
export interface PointerValue {
  readonly kind: 'pointer';
  readonly type: PointerType;
  /** Undefined: a nil pointer. */
  readonly target: Value | undefined;
  /** Stands for an address; the same for copies of one pointer. */
  readonly address: bigint;
}
export interface InterfaceValue {
  readonly kind: 'interface';
  readonly type: InterfaceType;
  /** Undefined: a nil interface. */
  readonly inner: Value | undefined;
}
export interface FunctionValue {
  readonly kind: 'function';
  readonly type: FunctionType;
  readonly call: GoFunction | undefined;
}

/** A Go value with its type. */
export type Value =
  | Invalid
  | BoolValue
  | StringValue
  | IntegerValue
  | FloatValue
  | ComplexValue
  | SliceValue
  | MapValue
  | StructValue
  | PointerValue
  | InterfaceValue
  | FunctionValue;

/** Every value but the invalid one: what has a type. */
export type TypedValue = Exclude<Value, Invalid>;

export const INVALID: Invalid = { kind: 'invalid' };
