import type { Budget } from '../budget.ts';
import type { GoType } from './type.ts';
import type { Value } from './value.ts';

/** Whether Go's == works on values of a type. */
export function isComparable(type: GoType): boolean {
  switch (type.kind) {
    case 'slice':
    case 'map':
    case 'func':
      return false;
    case 'struct':
      return type.fields.every((field) => isComparable(field.type));
    default:
      return true;
  }
}

function sameType(left: Value, right: Value): boolean {
  return left.kind === 'invalid' || right.kind === 'invalid' ? left.kind === right.kind : left.type === right.type;
}

/**
 * Go's ==, or with `deep` reflect.DeepEqual: slices and maps by what is in them, pointers by what they point to.
 * Throws LimitReached.
 */
export function isEqual(left: Value, right: Value, deep?: Budget): boolean {
  deep?.spend();
  return deep === undefined ? isEqualInside(left, right, deep) : deep.nested(() => isEqualInside(left, right, deep));
}

function isEqualInside(left: Value, right: Value, deep: Budget | undefined): boolean {
  if (!sameType(left, right)) return false;
  if (left.kind === 'bool' && right.kind === 'bool') return left.bool === right.bool;
  if (left.kind === 'string' && right.kind === 'string') return left.text === right.text;
  if (left.kind === 'integer' && right.kind === 'integer') return left.integer === right.integer;
  if (left.kind === 'float' && right.kind === 'float') return left.float === right.float;
  if (left.kind === 'complex' && right.kind === 'complex') {
    return left.real === right.real && left.imaginary === right.imaginary;
  }
  if (left.kind === 'struct' && right.kind === 'struct') {
    return left.fields.every((field, index) => {
      const other = right.fields[index];
      return other !== undefined && isEqual(field, other, deep);
    });
  }
  if (left.kind === 'interface' && right.kind === 'interface') {
    if (left.inner === undefined || right.inner === undefined) return left.inner === right.inner;
    return isEqual(left.inner, right.inner, deep);
  }
  if (left.kind === 'pointer' && right.kind === 'pointer') {
    if (left.address === right.address) return true;
    if (deep === undefined || left.target === undefined || right.target === undefined) return false;
    return isEqual(left.target, right.target, deep);
  }
  if (deep && left.kind === 'slice' && right.kind === 'slice') {
    if (left.elements === undefined || right.elements === undefined) return left.elements === right.elements;
    const others = right.elements;
    return (
      left.elements.length === others.length &&
      left.elements.every((element, index) => {
        const other = others[index];
        return other !== undefined && isEqual(element, other, deep);
      })
    );
  }
  if (deep && left.kind === 'map' && right.kind === 'map') {
    if (left.entries === undefined || right.entries === undefined) return left.entries === right.entries;
    const others = right.entries;
    return (
      left.entries.size === others.size &&
      [...left.entries].every(([key, entry]) => {
        const other = others.get(key);
        return other !== undefined && isEqual(entry.value, other.value, deep);
      })
    );
  }
  return left.kind === 'invalid';
}

/** reflect's IsNil, true also for no value at all. */
export function isNil(value: Value): boolean {
  switch (value.kind) {
    case 'invalid':
      return true;
    case 'slice':
      return value.elements === undefined;
    case 'map':
      return value.entries === undefined;
    case 'pointer':
      return value.target === undefined;
    case 'interface':
      return value.inner === undefined;
    case 'function':
      return value.call === undefined;
    default:
      return false;
  }
}

/** Whether if and with take the value for true: not the zero of its type; structs always are. */
export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'bool':
      return value.bool;
    case 'string':
      return value.text.length > 0;
    case 'integer':
      return value.integer !== 0n;
    case 'float':
      return value.float !== 0;
    case 'complex':
      return value.real !== 0 || value.imaginary !== 0;
    case 'slice':
      return value.elements !== undefined && value.elements.length > 0;
    case 'map':
      return value.entries !== undefined && value.entries.size > 0;
    case 'struct':
      return true;
    default:
      return !isNil(value);
  }
}
