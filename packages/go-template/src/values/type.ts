import type { Environment } from '../environment.ts';
import type { ByteString } from '../text/bytes.ts';
import type { Value } from './value.ts';

export type IntegerKind =
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'uintptr';

interface TypeBase {
  /** As Go prints it: `v1.Event`, `map[string]string`, `interface {}`. */
  readonly name: string;
  /** Declared in Go with a name of its own, so not the same type as another of equal make. */
  readonly named: boolean;
  /** The import path of a named type's package; Go prints it in one error. */
  readonly packagePath?: string;
  readonly methods: ReadonlyMap<string, Method>;
}

export interface BoolType extends TypeBase {
  readonly kind: 'bool';
}
export interface StringType extends TypeBase {
  readonly kind: 'string';
}
export interface IntegerType extends TypeBase {
  readonly kind: IntegerKind;
}
export interface FloatType extends TypeBase {
  readonly kind: 'float32' | 'float64';
}
export interface ComplexType extends TypeBase {
  readonly kind: 'complex128';
}
export interface SliceType extends TypeBase {
  readonly kind: 'slice';
  readonly element: GoType;
}
export interface MapType extends TypeBase {
  readonly kind: 'map';
  readonly key: GoType;
  readonly element: GoType;
}
export interface PointerType extends TypeBase {
  readonly kind: 'ptr';
  readonly element: GoType;
}
export interface InterfaceType extends TypeBase {
  readonly kind: 'interface';
  /** Names of the methods it asks for; none for `interface {}`. */
  readonly wants: readonly string[];
}
export interface FunctionType extends TypeBase {
  readonly kind: 'func';
}
export interface StructType extends TypeBase {
  readonly kind: 'struct';
  readonly fields: readonly Field[];
}

export type GoType =
  | BoolType
  | StringType
  | IntegerType
  | FloatType
  | ComplexType
  | SliceType
  | MapType
  | PointerType
  | InterfaceType
  | FunctionType
  | StructType;

/** A struct's field. */
export interface Field {
  readonly name: string;
  readonly type: GoType;
  /** Its fields and methods also belong to the struct. */
  readonly embedded: boolean;
  readonly exported: boolean;
  /** How JSON calls it; undefined when JSON leaves it out, empty when an embedded struct's fields stand beside. */
  readonly json: string | undefined;
  /** JSON leaves it out when it is empty. */
  readonly omitEmpty: boolean;
}

/** A Go method, or a function that templates call. */
export interface Signature {
  readonly name: string;
  /** `reflect` takes any value as it is, nil and addresses included. */
  readonly parameters: readonly (GoType | 'reflect')[];
  /** The last parameter repeats. */
  readonly variadic: boolean;
  /** How Go writes the types of the results. A template can call what has one, or two of which the second is an error. */
  readonly results: readonly string[];
  /** Built-ins that the evaluator treats apart: `and` and `or` leave arguments alone, `call` needs its argument's name. */
  readonly special?: 'short circuit' | 'call';
}

export interface Method extends Signature {
  /** `pointer`: needs a value with an address. */
  readonly receiver: 'value' | 'pointer';
  /** Throws Failure: Go's error, or its panic. */
  call(receiver: Value, values: readonly Value[], environment: Environment): Value;
}

export interface GoFunction extends Signature {
  /** Throws Failure: Go's error, or its panic. */
  call(values: readonly Value[], environment: Environment): Value;
}

const NO_METHODS: ReadonlyMap<string, Method> = new Map();

function basic<Kind extends string>(kind: Kind) {
  return { kind, name: kind, named: false, methods: NO_METHODS } as const;
}

export const BOOL: BoolType = basic('bool');
export const STRING: StringType = basic('string');
export const INT: IntegerType = basic('int');
export const INT32: IntegerType = basic('int32');
export const INT64: IntegerType = basic('int64');
export const UINT8: IntegerType = basic('uint8');
export const UINT64: IntegerType = basic('uint64');
export const FLOAT64: FloatType = basic('float64');
export const COMPLEX128: ComplexType = basic('complex128');
export const ANY: InterfaceType = { ...basic('interface'), name: 'interface {}', wants: [] };
export const ERROR: InterfaceType = { ...basic('interface'), name: 'error', named: true, wants: ['Error'] };

/** An integer type by its kind. */
export function integerType(kind: IntegerKind): IntegerType {
  const known = [INT, INT32, INT64, UINT8, UINT64].find((type) => type.kind === kind);
  return known ?? OTHER_INTEGERS.get(kind) ?? INT;
}
const OTHER_INTEGERS: ReadonlyMap<IntegerKind, IntegerType> = new Map(
  (['int8', 'int16', 'uint', 'uint16', 'uint32', 'uintptr'] as const).map((kind) => [kind, basic(kind)]),
);

const SLICES = new WeakMap<GoType, SliceType>();
const POINTERS = new WeakMap<GoType, PointerType>();
const MAPS = new WeakMap<GoType, WeakMap<GoType, MapType>>();

/** `[]element`; the same object for the same element. */
export function sliceOf(element: GoType): SliceType {
  const known = SLICES.get(element);
  if (known !== undefined) return known;
  const made: SliceType = { ...basic('slice'), name: `[]${element.name}`, element };
  SLICES.set(element, made);
  return made;
}

/** `*element`; the same object for the same element. */
export function pointerTo(element: GoType): PointerType {
  const known = POINTERS.get(element);
  if (known !== undefined) return known;
  const made: PointerType = { ...basic('ptr'), name: `*${element.name}`, element };
  POINTERS.set(element, made);
  return made;
}

/** `map[key]element`; the same object for the same pair. */
export function mapOf(key: GoType, element: GoType): MapType {
  const byKey = MAPS.get(key) ?? new WeakMap<GoType, MapType>();
  MAPS.set(key, byKey);
  const known = byKey.get(element);
  if (known !== undefined) return known;
  const made: MapType = { ...basic('map'), name: `map[${key.name}]${element.name}`, key, element };
  byKey.set(element, made);
  return made;
}

/** The text of a type for an error, where a parameter may take anything. */
export function typeName(type: GoType | 'reflect'): ByteString {
  return type === 'reflect' ? 'reflect.Value' : type.name;
}
