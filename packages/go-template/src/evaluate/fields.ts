import type { ByteString } from '../text/bytes.ts';
import { isAssignable } from '../values/assign.ts';
import { type BoundMethod, findField, findMethod, hasField, indirect } from '../values/inspect.ts';
import { type GoType, STRING } from '../values/type.ts';
import { INVALID, type MapValue, type StructValue, type Value } from '../values/value.ts';

/** Stops with an error of Go's words. */
export interface Failing {
  fail(text: ByteString): never;
}

/** The field, map entry or method of a value that a name in a chain stands for. */
export function fieldOf(
  receiver: Value,
  name: ByteString,
  hasArguments: boolean,
  failing: Failing,
): Value | BoundMethod {
  if (receiver.kind === 'invalid') return INVALID;
  const { type } = receiver;
  const { value: end, isNil } = indirect(receiver);
  if (end.kind === 'interface' && isNil) return failing.fail(`nil pointer evaluating ${type.name}.${name}`);
  const method = findMethod(end, name);
  if (method !== undefined) return method;
  switch (end.kind) {
    case 'struct':
      return structField(end, type, name, hasArguments, failing);
    case 'map':
      if (isAssignable(STRING, end.type.key)) return mapEntry(end, name, hasArguments, failing);
      break;
    case 'pointer': {
      const { element } = end.type;
      const known = element.kind !== 'struct' || hasField(element, name);
      if (known) return failing.fail(`nil pointer evaluating ${type.name}.${name}`);
    }
  }
  return noField(name, type, failing);
}

function noField(name: ByteString, type: GoType, failing: Failing): never {
  return failing.fail(`can't evaluate field ${name} in type ${type.name}`);
}

function structField(
  value: StructValue,
  type: GoType,
  name: ByteString,
  hasArguments: boolean,
  failing: Failing,
): Value {
  const found = findField(value, name);
  if (found === undefined) return noField(name, type, failing);
  if (!found.exported) return failing.fail(`${name} is an unexported field of struct type ${type.name}`);
  if (found.value === undefined) {
    return failing.fail(`reflect: indirection through nil pointer to embedded struct field ${name}`);
  }
  if (hasArguments) return failing.fail(`${name} has arguments but cannot be invoked as function`);
  return found.value;
}

function mapEntry(map: MapValue, name: ByteString, hasArguments: boolean, failing: Failing): Value {
  if (hasArguments) return failing.fail(`${name} is not a method but has arguments`);
  const key = map.type.key.kind === 'interface' ? `string ${name}` : name;
  return map.entries?.get(key)?.value ?? INVALID;
}
