import { Failure } from '../failure.ts';
import { goTime, TIME } from '../standard/time-type.ts';
import { encode } from '../text/bytes.ts';
import { RFC3339 } from '../time/layout.ts';
import { parseTime } from '../time/parse-time.ts';
import { ZERO_TIME } from '../time/time.ts';
import { UTC } from '../time/zone.ts';
import { fitsInteger, isIntegerType } from '../values/assign.ts';
import {
  addressed,
  boxed,
  goBool,
  goBytes,
  goFloat,
  goInteger,
  goMap,
  goPointer,
  goSlice,
  goString,
  zeroOf,
} from '../values/make.ts';
import type { GoType, IntegerType, MapType, SliceType, StructType } from '../values/type.ts';
import type { StructValue, TypedValue, Value } from '../values/value.ts';
import { presentPlain } from './present-plain.ts';

/** The data is not what its shape says. */
export class DataMismatch extends Error {
  readonly path: string;

  constructor(path: string, wanted: string, found: unknown) {
    const shown = found === null ? 'null' : Array.isArray(found) ? 'a list' : `a ${typeof found}`;
    super(`${path === '' ? 'the data' : path} is ${shown}, expected ${wanted}`);
    this.name = 'DataMismatch';
    this.path = path;
  }
}

/** Whether something is an object with keys. */
export function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** How a type with a JSON form of its own is read. */
export type Reader = (data: unknown, path: string) => Value;
const READERS = new Map<GoType, Reader>();

/** Gives a type its own JSON form, as Go's UnmarshalJSON does. */
export function readsAs(type: GoType, reader: Reader): void {
  READERS.set(type, reader);
}

function readTime(data: unknown, path: string): StructValue {
  if (data === null) return goTime(ZERO_TIME);
  if (data instanceof Date) {
    const milliseconds = data.getTime();
    if (Number.isNaN(milliseconds)) throw new DataMismatch(path, 'a valid Date', data);
    const seconds = Math.floor(milliseconds / 1000);
    return goTime({ seconds, nanoseconds: (milliseconds - seconds * 1000) * 1_000_000, location: 'local' });
  }
  if (typeof data !== 'string') throw new DataMismatch(path, 'a time such as 2024-03-01T02:03:04Z', data);
  try {
    return goTime(parseTime(RFC3339, encode(data), UTC, UTC));
  } catch (error) {
    if (error instanceof Failure)
      throw new DataMismatch(path, `a time such as 2024-03-01T02:03:04Z (${error.text})`, data);
    throw error;
  }
}

readsAs(TIME, readTime);

/** Makes a struct that embeds a time, such as metav1.Time, which clients read into the local zone. */
export function readsAsLocalTime(type: StructType): void {
  readsAs(type, (data, path) => {
    const time = readTime(data, path).time ?? ZERO_TIME;
    const inner = goTime(data === null ? ZERO_TIME : { ...time, location: 'local' });
    return { kind: 'struct', type, fields: [inner], addressable: false };
  });
}

function presentInteger(type: IntegerType, data: unknown, path: string): Value {
  const exact = typeof data === 'bigint' ? data : Number.isSafeInteger(data) ? BigInt(Number(data)) : undefined;
  if (exact === undefined || !fitsInteger(exact, type))
    throw new DataMismatch(path, `a number that fits ${type.kind}`, data);
  return goInteger(exact, type);
}

/** Room that Go's JSON decoder leaves behind a slice: its length doubles from one. */
function roomBehind(type: SliceType, length: number): Value[] {
  const capacity = length === 0 ? 0 : 2 ** Math.ceil(Math.log2(length));
  return Array.from({ length: capacity - length }, () => zeroOf(type.element));
}

function presentSlice(type: SliceType, data: unknown, path: string): Value {
  if (type.element.kind === 'uint8' && typeof data === 'string') {
    return { ...goBytes(Buffer.from(data, 'base64').toString('latin1')), type };
  }
  if (!Array.isArray(data)) throw new DataMismatch(path, 'a list', data);
  const elements = data.map((item: unknown, index) => present(type.element, item, `${path}[${index}]`));
  return goSlice(type, elements, roomBehind(type, elements.length));
}

/** JSON has texts for keys; Go takes them for integers where the map's keys are. */
function presentKey(type: GoType, name: string, path: string): Value {
  if (type.kind === 'string') return goString(encode(name), type);
  if (isIntegerType(type) && /^-?\d+$/.test(name)) return presentInteger(type, BigInt(name), `${path}.${name}`);
  throw new DataMismatch(`${path}.${name}`, `a key of type ${type.name}`, name);
}

function presentMap(type: MapType, data: unknown, path: string): Value {
  if (!isRecord(data)) throw new DataMismatch(path, 'an object', data);
  return goMap(
    type,
    Object.entries(data).map(([name, item]) => [
      presentKey(type.key, name, path),
      present(type.element, item, `${path}.${name}`),
    ]),
  );
}

function presentStruct(type: StructType, data: unknown, path: string): Value {
  if (!isRecord(data)) throw new DataMismatch(path, 'an object', data);
  const fields = type.fields.map((field) => {
    if (field.json === undefined) return zeroOf(field.type);
    if (field.embedded && field.json === '') return present(field.type, data, path);
    return present(field.type, data[field.json], path === '' ? field.json : `${path}.${field.json}`);
  });
  return { kind: 'struct', type, fields, addressable: false };
}

/** Makes a Go value of a type from JSON-like data, as Go's JSON decoder does. Throws DataMismatch. */
export function present(type: GoType, data: unknown, path = ''): Value {
  if (data === undefined) return zeroOf(type);
  const reader = READERS.get(type);
  if (reader !== undefined) return reader(data, path);
  if (data === null) return zeroOf(type);
  switch (type.kind) {
    case 'string':
      if (typeof data === 'string') return goString(encode(data), type);
      throw new DataMismatch(path, 'a string', data);
    case 'bool':
      if (typeof data === 'boolean') return goBool(data, type);
      throw new DataMismatch(path, 'true or false', data);
    case 'float32':
    case 'float64':
      if (typeof data === 'number') return goFloat(data, type);
      throw new DataMismatch(path, 'a number', data);
    case 'slice':
      return presentSlice(type, data, path);
    case 'map':
      return presentMap(type, data, path);
    case 'struct':
      return presentStruct(type, data, path);
    case 'ptr': {
      const target = addressed(present(type.element, data, path));
      return isTyped(target) ? goPointer(target) : zeroOf(type);
    }
    case 'interface':
      return boxed(presentPlain(data, path));
    case 'complex128':
    case 'func':
      throw new DataMismatch(path, 'nothing: JSON has no such value', data);
    default:
      return presentInteger(type, data, path);
  }
}

function isTyped(value: Value): value is TypedValue {
  return value.kind !== 'invalid';
}
