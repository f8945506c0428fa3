import { guarded } from './data/data-error.ts';
import { present } from './data/present.ts';
import { Presented, presentPlain } from './data/present-plain.ts';
import { DURATION } from './standard/duration-type.ts';
import './standard/time-methods.ts';
import { TIME } from './standard/time-type.ts';
import { type FieldShape, namedInteger, stringType, structType } from './values/declare.ts';
import { BYTES } from './values/make.ts';
import {
  ANY,
  BOOL,
  FLOAT64,
  type FloatType,
  type GoType,
  INT,
  type IntegerKind,
  type IntegerType,
  integerType,
  type Method,
  mapOf,
  pointerTo,
  STRING,
  type StringType,
  type StructType,
  sliceOf,
} from './values/type.ts';

const FLOAT32: FloatType = { ...FLOAT64, kind: 'float32', name: 'float32' };

/** Go's own types, for shapes. */
export const goTypes = {
  bool: BOOL,
  string: STRING,
  int: INT,
  int8: integerType('int8'),
  int16: integerType('int16'),
  int32: integerType('int32'),
  int64: integerType('int64'),
  uint: integerType('uint'),
  uint8: integerType('uint8'),
  uint16: integerType('uint16'),
  uint32: integerType('uint32'),
  uint64: integerType('uint64'),
  float32: FLOAT32,
  float64: FLOAT64,
  /** `interface {}`: plain data. */
  any: ANY,
  /** `[]byte`, in data as base64. */
  bytes: BYTES,
  /** `time.Time`, in data as RFC 3339 or a Date. */
  time: TIME,
  /** `time.Duration`, in data as nanoseconds. */
  duration: DURATION,
} as const;

/** `[]element` */
export function goSlice(element: GoType): GoType {
  return sliceOf(element);
}

/** `*element` */
export function goPointer(element: GoType): GoType {
  return pointerTo(element);
}

/** `map[key]element` */
export function goMap(key: GoType, element: GoType): GoType {
  return mapOf(key, element);
}

/** A field by its type alone, or with what else is to be said of it. */
export type StructField = GoType | Omit<FieldShape, 'name'>;

function isType(field: StructField): field is GoType {
  return 'kind' in field;
}

/**
 * A struct type: its name as Go prints it, and its fields in their order. Fields with small first letters are unexported:
 * they are printed, and cannot be reached. Data names a field by its `json`, which is the field's name unless given.
 */
export function goStruct(
  name: string,
  fields: Readonly<Record<string, StructField>>,
  methods: readonly Method[] = [],
): StructType {
  const shapes = Object.entries(fields).map(
    ([field, shape]): FieldShape => (isType(shape) ? { name: field, type: shape } : { name: field, ...shape }),
  );
  return structType({ name, methods }, shapes);
}

/** A type of its own whose values are strings or integers: `type UID string`. */
export function goNamed(name: string, base: 'string', methods?: readonly Method[]): StringType;
export function goNamed(name: string, base: IntegerKind, methods?: readonly Method[]): IntegerType;
export function goNamed(name: string, base: 'string' | IntegerKind, methods: readonly Method[] = []): GoType {
  return base === 'string' ? stringType({ name, methods }) : namedInteger({ name, methods }, base);
}

/** Presents data as a Go value of a type. Throws TemplateError when the data does not fit it. */
export function goData(type: GoType, data: unknown): Presented {
  return guarded(() => new Presented(type.kind === 'interface' ? presentPlain(data) : present(type, data)));
}
