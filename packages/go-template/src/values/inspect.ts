import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { addressed } from './make.ts';
import type { GoType, InterfaceType, Method, StructType } from './type.ts';
import type { MapEntry, MapValue, SliceValue, StructValue, Value } from './value.ts';

/** The end of a chain of pointers and interfaces; `isNil` when one of them was nil, which is then the value. */
export function indirect(value: Value): { value: Value; isNil: boolean } {
  let current = value;
  for (;;) {
    if (current.kind === 'pointer') {
      if (current.target === undefined) return { value: current, isNil: true };
      current = addressed(current.target);
    } else if (current.kind === 'interface') {
      if (current.inner === undefined) return { value: current, isNil: true };
      current = current.inner;
    } else {
      return { value: current, isNil: false };
    }
  }
}

/** Where a field or method was found: the embedded structs on the way, by index, and the thing itself. */
interface Found<T> {
  readonly path: readonly number[];
  readonly thing: T;
}

function embeddedStruct(type: GoType): StructType | undefined {
  const target = type.kind === 'ptr' ? type.element : type;
  return target.kind === 'struct' ? target : undefined;
}

// Go's rule of promotion: the shallowest wins, and two on one level hide each other
function findPromoted<T>(type: GoType, look: (type: GoType) => T | undefined): Found<T> | undefined {
  let level: { type: GoType; path: readonly number[] }[] = [{ type, path: [] }];
  while (level.length > 0) {
    const found = level.flatMap(({ type: at, path }) => {
      const thing = look(at);
      return thing === undefined ? [] : [{ path, thing }];
    });
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
    level = level.flatMap(({ type: at, path }) =>
      (embeddedStruct(at)?.fields ?? []).flatMap((field, index) =>
        field.embedded ? [{ type: field.type, path: [...path, index] }] : [],
      ),
    );
  }
  return undefined;
}

function namesIn(type: GoType, name: string): Method | number | undefined {
  const target = type.kind === 'ptr' ? type.element : type;
  const method = type.methods.get(name) ?? target.methods.get(name);
  if (method !== undefined) return method;
  const index = embeddedStruct(type)?.fields.findIndex((field) => field.name === name) ?? -1;
  return index < 0 ? undefined : index;
}

const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference';

/** A struct's field by its index. Its address is known when the struct's is. */
export function fieldAt(value: StructValue, index: number): Value | undefined {
  const field = value.fields[index];
  return field !== undefined && value.addressable ? addressed(field) : field;
}

/** Follows a path of embedded structs; undefined when a pointer on the way is nil. */
function follow(value: StructValue, path: readonly number[]): StructValue | undefined {
  let current: StructValue = value;
  for (const index of path) {
    const field = fieldAt(current, index);
    const next = field === undefined ? undefined : indirect(field).value;
    if (next?.kind !== 'struct') return undefined;
    current = next;
  }
  return current;
}

/** A field that a struct has, itself or from an embedded struct. */
export interface FoundField {
  readonly exported: boolean;
  /** Undefined when it is behind a nil embedded pointer. */
  readonly value: Value | undefined;
}

/** reflect's FieldByName. */
export function findField(value: StructValue, name: string): FoundField | undefined {
  const found = findPromoted(value.type, (type) => namesIn(type, name));
  if (found === undefined || typeof found.thing !== 'number') return undefined;
  const holder = follow(value, found.path);
  const exported = /^\p{Lu}/u.test(name);
  return { exported, value: holder && fieldAt(holder, found.thing) };
}

/** Whether a struct type has the field. */
export function hasField(type: StructType, name: string): boolean {
  return typeof findPromoted(type, (at) => namesIn(at, name))?.thing === 'number';
}

/** A method and the value it is called on. */
export interface BoundMethod {
  readonly method: Method;
  /** Throws Failure when the way to it leads through a nil pointer. */
  receiver(): Value;
}

/** The method of a type, its own or an embedded struct's. */
export function methodOf(type: GoType, name: string): Found<Method> | undefined {
  const found = findPromoted(type, (at) => namesIn(at, name));
  return found === undefined || typeof found.thing === 'number' ? undefined : { path: found.path, thing: found.thing };
}

function throughPointer(type: GoType, path: readonly number[]): boolean {
  let at: GoType | undefined = type;
  return path.some((index) => {
    at = embeddedStruct(at ?? type)?.fields[index]?.type;
    return at?.kind === 'ptr';
  });
}

/** reflect's MethodByName, for a value or for the pointer to it where it has an address. */
export function findMethod(value: Value, name: string): BoundMethod | undefined {
  if (value.kind === 'invalid' || value.kind === 'interface') return undefined;
  const type = value.type;
  const found = methodOf(type, name);
  if (found === undefined) return undefined;
  const { thing: method, path } = found;
  const hasAddress = value.kind === 'pointer' || (value.kind === 'struct' && value.addressable);
  if (method.receiver === 'pointer' && !hasAddress && !throughPointer(type, path)) return undefined;
  return { method, receiver: () => receiverOf(value, method, path) };
}

function receiverOf(value: Value, method: Method, path: readonly number[]): Value {
  if (value.kind === 'pointer' && value.target === undefined) {
    if (path.length > 0) throw new Failure(NIL_POINTER);
    if (method.receiver === 'pointer') return value;
    const element = value.type.element;
    const short = element.name.slice(element.name.indexOf('.') + 1);
    const place = element.packagePath === undefined ? element.name : `${element.packagePath}.${short}`;
    throw new Failure(`value method ${place}.${method.name} called using nil *${short} pointer`);
  }
  if (path.length === 0)
    return method.receiver === 'pointer' && value.kind === 'pointer' ? value : indirect(value).value;
  const start = indirect(value).value;
  const holder = start.kind === 'struct' ? follow(start, path) : undefined;
  if (holder === undefined) throw new Failure(NIL_POINTER);
  return holder;
}

/** Whether a type has all the methods that an interface asks for. */
export function implementsInterface(type: GoType, wanted: InterfaceType): boolean {
  return wanted.wants.every((name) => {
    const found = methodOf(type, name);
    return found !== undefined && (found.thing.receiver === 'value' || type.kind === 'ptr');
  });
}

/** The entries of a map in the order in which Go prints and ranges over them (internal/fmtsort). */
export function sortedEntries(map: MapValue): readonly MapEntry[] {
  return [...(map.entries?.values() ?? [])].sort((left, right) => compareKeys(left.key, right.key));
}

function compareKeys(left: Value, right: Value): number {
  if (left.kind === 'string' && right.kind === 'string')
    return left.text < right.text ? -1 : left.text > right.text ? 1 : 0;
  if (left.kind === 'integer' && right.kind === 'integer') {
    return left.integer < right.integer ? -1 : left.integer > right.integer ? 1 : 0;
  }
  if (left.kind === 'float' && right.kind === 'float') return left.float - right.float;
  if (left.kind === 'bool' && right.kind === 'bool') return Number(left.bool) - Number(right.bool);
  if (left.kind === 'interface' && right.kind === 'interface' && left.inner && right.inner) {
    return compareKeys(left.inner, right.inner);
  }
  return 0;
}

/** The bytes of a `[]byte`; undefined when the slice is another. */
export function bytesOf(slice: SliceValue): ByteString | undefined {
  if (slice.type.element.kind !== 'uint8') return undefined;
  return (slice.elements ?? [])
    .map((element) => String.fromCharCode(element.kind === 'integer' ? Number(element.integer) : 0))
    .join('');
}
