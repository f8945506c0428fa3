import { implementsInterface } from './inspect.ts';
import { bitsOf, isUnsigned } from './make.ts';
import type { GoType, IntegerType } from './type.ts';

/** Whether a type is one of the integers. */
export function isIntegerType(type: GoType): type is IntegerType {
  return /^u?int(8|16|32|64|ptr)?$/.test(type.kind);
}

function sameMake(left: GoType, right: GoType): boolean {
  if (left.kind === 'slice' && right.kind === 'slice') return left.element === right.element;
  if (left.kind === 'map' && right.kind === 'map') return left.key === right.key && left.element === right.element;
  return false;
}

/** reflect's AssignableTo. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (from === to) return true;
  if (to.kind === 'interface') return implementsInterface(from, to);
  // slices and maps of one make fit each other unless both have names of their own
  return sameMake(from, to) && !(from.named && to.named);
}

/** Whether nil can stand for a value of the type. */
export function canBeNil(type: GoType | 'reflect'): boolean {
  if (type === 'reflect') return true;
  const { kind } = type;
  return kind === 'func' || kind === 'interface' || kind === 'map' || kind === 'ptr' || kind === 'slice';
}

/** Whether an integer fits the type without wrapping. */
export function fitsInteger(integer: bigint, type: IntegerType): boolean {
  const bits = bitsOf(type.kind);
  return (isUnsigned(type.kind) ? BigInt.asUintN(bits, integer) : BigInt.asIntN(bits, integer)) === integer;
}
