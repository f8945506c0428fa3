import type { ByteString } from '../text/bytes.ts';
import {
  ANY,
  BOOL,
  type BoolType,
  COMPLEX128,
  type Field,
  FLOAT64,
  type FloatType,
  type GoType,
  INT,
  type IntegerKind,
  type IntegerType,
  type MapType,
  mapOf,
  pointerTo,
  type SliceType,
  STRING,
  type StringType,
  type StructType,
  sliceOf,
  UINT8,
} from './type.ts';
import {
  type BoolValue,
  type ComplexValue,
  type FloatValue,
  INVALID,
  type IntegerValue,
  type MapEntry,
  type MapValue,
  type PointerValue,
  type SliceValue,
  type StringValue,
  type StructValue,
  type Value,
} from './value.ts';

const BITS: ReadonlyMap<IntegerKind, number> = new Map([
  ['int8', 8],
  ['int16', 16],
  ['int32', 32],
  ['uint8', 8],
  ['uint16', 16],
  ['uint32', 32],
]);

/** The width of an integer kind in bits. */
export function bitsOf(kind: IntegerKind): number {
  return BITS.get(kind) ?? 64;
}

/** Whether an integer kind has no sign. */
export function isUnsigned(kind: IntegerKind): boolean {
  return kind.startsWith('u');
}

export function goBool(bool: boolean, type: BoolType = BOOL): BoolValue {
  return { kind: 'bool', type, bool };
}

export function goString(text: ByteString, type: StringType = STRING): StringValue {
  return { kind: 'string', type, text };
}

/** An integer, wrapped around as Go's conversion does when it does not fit. */
export function goInteger(integer: bigint | number, type: IntegerType = INT): IntegerValue {
  const exact = BigInt(integer);
  const bits = bitsOf(type.kind);
  const wrapped = isUnsigned(type.kind) ? BigInt.asUintN(bits, exact) : BigInt.asIntN(bits, exact);
  return { kind: 'integer', type, integer: wrapped };
}

export function goFloat(float: number, type: FloatType = FLOAT64): FloatValue {
  return { kind: 'float', type, float: type.kind === 'float32' ? Math.fround(float) : float };
}

export function goComplex(real: number, imaginary: number): ComplexValue {
  return { kind: 'complex', type: COMPLEX128, real, imaginary };
}

/** A slice; without elements a nil slice. */
export function goSlice(type: SliceType, elements?: readonly Value[], beyond: readonly Value[] = []): SliceValue {
  return { kind: 'slice', type, elements, beyond };
}

export const BYTES = sliceOf(UINT8);
export const STRINGS = sliceOf(STRING);
export const LIST = sliceOf(ANY);
export const DICTIONARY = mapOf(STRING, ANY);

/** A `[]byte`. */
export function goBytes(bytes: ByteString): SliceValue {
  return goSlice(
    BYTES,
    Array.from(bytes, (byte) => goInteger(byte.charCodeAt(0), UINT8)),
  );
}

/** A `[]string`. */
export function goStrings(texts: readonly ByteString[]): SliceValue {
  return goSlice(
    STRINGS,
    texts.map((text) => goString(text)),
  );
}

/** A `[]interface {}`. */
export function goList(elements: readonly Value[]): SliceValue {
  return goSlice(
    LIST,
    elements.map((element) => boxed(element)),
  );
}

/** A map from keys of one type; without entries a nil map. */
export function goMap(type: MapType, entries?: Iterable<readonly [Value, Value]>): MapValue {
  if (entries === undefined) return { kind: 'map', type, entries: undefined };
  const made = new Map<string, MapEntry>();
  for (const [key, value] of entries) made.set(keyText(key), { key, value });
  return { kind: 'map', type, entries: made };
}

/** A `map[string]interface {}`. */
export function goDictionary(entries: Iterable<readonly [ByteString, Value]>): MapValue {
  const pairs: (readonly [Value, Value])[] = [];
  for (const [key, value] of entries) pairs.push([goString(key), boxed(value)]);
  return goMap(DICTIONARY, pairs);
}

/** A text that is different for different keys of one map. */
export function keyText(key: Value): string {
  switch (key.kind) {
    case 'string':
      return key.text;
    case 'integer':
      return String(key.integer);
    case 'bool':
      return String(key.bool);
    case 'float':
      return String(key.float);
    case 'interface':
      return key.inner === undefined ? 'nil' : `${key.inner.kind} ${keyText(key.inner)}`;
    default:
      return key.kind;
  }
}

export function goStruct(type: StructType, fields: readonly Value[]): StructValue {
  return { kind: 'struct', type, fields, addressable: false };
}

// where Go's heap begins on Linux; addresses differ from run to run there, and here are only distinct
let nextAddress = 0xc000100000n;

/** A pointer to a value. */
export function goPointer(target: Value & { readonly type: GoType }): PointerValue {
  nextAddress += 16n;
  return { kind: 'pointer', type: pointerTo(target.type), target, address: nextAddress };
}

/** A value put into an `interface {}`. */
export function boxed(value: Value): Value {
  if (value.kind === 'interface') return value;
  return { kind: 'interface', type: ANY, inner: value.kind === 'invalid' ? undefined : unaddressed(value) };
}

/** The value that sits where a pointer can point. */
export function addressed(value: Value): Value {
  return value.kind === 'struct' && !value.addressable ? { ...value, addressable: true } : value;
}

/** A copy of the value, which no pointer points to. */
export function unaddressed(value: Value): Value {
  return value.kind === 'struct' && value.addressable ? { ...value, addressable: false } : value;
}

/** reflect.Zero. */
export function zeroOf(type: GoType): Value {
  switch (type.kind) {
    case 'bool':
      return goBool(false, type);
    case 'string':
      return goString('', type);
    case 'float32':
    case 'float64':
      return goFloat(0, type);
    case 'complex128':
      return goComplex(0, 0);
    case 'slice':
      return goSlice(type);
    case 'map':
      return goMap(type);
    case 'ptr':
      return { kind: 'pointer', type, target: undefined, address: 0n };
    case 'interface':
      return { kind: 'interface', type, inner: undefined };
    case 'func':
      return { kind: 'function', type, call: undefined };
    case 'struct':
      return ZERO_STRUCTS.get(type)?.() ?? goStruct(type, zeroFields(type.fields));
    default:
      return goInteger(0, type);
  }
}

function zeroFields(fields: readonly Field[]): readonly Value[] {
  return fields.map((field) => zeroOf(field.type));
}

/** Structs whose zero value carries more than zero fields: time.Time. */
export const ZERO_STRUCTS = new Map<GoType, () => StructValue>();

/** The value without the interface around it (the concrete value, or none). */
export function unboxed(value: Value): Value {
  if (value.kind !== 'interface') return value;
  return value.inner ?? INVALID;
}

/** The pointer to a value: itself when it is one. */
export function asPointer(value: Value): Value {
  if (value.kind === 'invalid' || value.kind === 'pointer') return value;
  return goPointer(value);
}
