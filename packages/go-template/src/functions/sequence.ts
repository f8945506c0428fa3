import { Failure } from '../failure.ts';
import { canBeNil, isAssignable, isIntegerType } from '../values/assign.ts';
import { indirect } from '../values/inspect.ts';
import { addressed, goInteger, goSlice, goString, keyText, unboxed, zeroOf } from '../values/make.ts';
import { type GoType, UINT8 } from '../values/type.ts';
import type { MapValue, SliceValue, Value } from '../values/value.ts';

/** The bytes, elements or entries that a value has. */
export function lengthOf(given: Value): Value {
  const { value, isNil } = indirect(given);
  if (isNil) throw new Failure('len of nil pointer');
  switch (value.kind) {
    case 'string':
      return goInteger(value.text.length);
    case 'slice':
      return goInteger(value.elements?.length ?? 0);
    case 'map':
      return goInteger(value.entries?.size ?? 0);
    case 'invalid':
      throw new Failure('reflect: call of reflect.Value.Type on zero Value');
    default:
      throw new Failure(`len of type ${value.type.name}`);
  }
}

function indexNumber(index: Value, limit: number): number {
  if (index.kind === 'invalid') throw new Failure('cannot index slice/array with nil');
  if (index.kind !== 'integer') throw new Failure(`cannot index slice/array with type ${index.type.name}`);
  const number = BigInt.asIntN(64, index.integer);
  if (number < 0n || number > BigInt(limit)) throw new Failure(`index out of range: ${number}`);
  return Number(number);
}

/** A key as the map's key type, from a value that may be another integer type. */
function keyFor(key: Value, type: GoType): Value {
  if (key.kind === 'invalid') {
    if (!canBeNil(type)) throw new Failure(`value is nil; should be of type ${type.name}`);
    return zeroOf(type);
  }
  if (isAssignable(key.type, type)) return type.kind === 'interface' ? { kind: 'interface', type, inner: key } : key;
  if (key.kind === 'integer' && isIntegerType(type)) return goInteger(key.integer, type);
  throw new Failure(`value has type ${key.type.name}; should be ${type.name}`);
}

function entryOf(map: MapValue, index: Value): Value {
  const key = keyFor(index, map.type.key);
  return map.entries?.get(keyText(key))?.value ?? zeroOf(map.type.element);
}

function elementOf(slice: SliceValue, index: Value): Value {
  const elements = slice.elements ?? [];
  const element = elements[indexNumber(index, elements.length)];
  if (element === undefined) throw new Failure('reflect: slice index out of range');
  return addressed(element);
}

/** The builtin `index`: one value after another is looked up in what the last gave. */
export function indexValue(item: Value, indexes: readonly Value[]): Value {
  if (item.kind === 'invalid') throw new Failure('index of untyped nil');
  let current: Value = item;
  for (const index of indexes) {
    const { value, isNil } = indirect(current);
    if (isNil) throw new Failure('index of nil pointer');
    if (value.kind === 'slice') {
      current = elementOf(value, index);
    } else if (value.kind === 'map') {
      current = entryOf(value, index);
    } else if (value.kind === 'string') {
      const place = indexNumber(index, value.text.length);
      if (place >= value.text.length) throw new Failure('reflect: string index out of range');
      current = goInteger(value.text.charCodeAt(place), UINT8);
    } else {
      throw new Failure(`can't index item of type ${value.kind === 'invalid' ? 'nil' : value.type.name}`);
    }
  }
  return current;
}

/** The builtin `slice`: `slice x i j` is Go's x[i:j]. */
export function sliceValue(item: Value, indexes: readonly Value[]): Value {
  if (item.kind === 'invalid') throw new Failure('slice of untyped nil');
  const { value, isNil } = indirect(item);
  if (isNil) throw new Failure('slice of nil pointer');
  if (indexes.length > 3) throw new Failure(`too many slice indexes: ${indexes.length}`);
  if (value.kind !== 'string' && value.kind !== 'slice') {
    throw new Failure(`can't slice item of type ${value.kind === 'invalid' ? 'nil' : value.type.name}`);
  }
  if (value.kind === 'string' && indexes.length === 3) throw new Failure('cannot 3-index slice a string');
  const length = value.kind === 'string' ? value.text.length : (value.elements?.length ?? 0);
  const capacity = value.kind === 'string' ? length : length + value.beyond.length;
  const numbers = indexes.map((index) => indexNumber(unboxed(index), capacity));
  const [from = 0, to = length, most = capacity] = numbers;
  if (from > to) throw new Failure(`invalid slice index: ${from} > ${to}`);
  if (to > most) throw new Failure(`invalid slice index: ${to} > ${most}`);
  return value.kind === 'string' ? goString(value.text.slice(from, to), value.type) : cut(value, from, to, most);
}

/** A part of a slice, which shares the array behind it. */
function cut(slice: SliceValue, from: number, to: number, most: number): SliceValue {
  if (slice.elements === undefined) return slice;
  const all = [...slice.elements, ...slice.beyond];
  return goSlice(slice.type, all.slice(from, to), all.slice(to, most));
}
