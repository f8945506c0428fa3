import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { textOf } from '../format/print.ts';
import { isComparable, isEqual, isNil } from '../values/equal.ts';
import { goBool, isUnsigned, unaddressed } from '../values/make.ts';
import type { TypedValue, Value } from '../values/value.ts';
import { takes, takesMany } from './define.ts';

/** Go compares only values of one of these kinds with `<`, and only within one kind; nothing else is basic. */
function basicKind(value: Value): 'bool' | 'complex' | 'int' | 'float' | 'string' | 'uint' | undefined {
  switch (value.kind) {
    case 'integer':
      return isUnsigned(value.type.kind) ? 'uint' : 'int';
    case 'bool':
    case 'complex':
    case 'float':
    case 'string':
      return value.kind;
    default:
      return undefined;
  }
}

function incompatible(left: TypedValue, right: TypedValue): Failure {
  return new Failure(`incompatible types for comparison: ${left.type.name} and ${right.type.name}`);
}

function kindName(value: TypedValue): string {
  return value.kind === 'integer' ? value.type.kind : value.kind;
}

function equalPair(left: Value, right: Value, environment: Environment): boolean {
  if (left.kind === 'integer' && right.kind === 'integer') return left.integer === right.integer;
  const kind = basicKind(left);
  if (kind !== basicKind(right)) {
    if (left.kind !== 'invalid' && right.kind !== 'invalid') throw incompatible(left, right);
    return false;
  }
  if (left.kind === 'bool' && right.kind === 'bool') return left.bool === right.bool;
  if (left.kind === 'string' && right.kind === 'string') return left.text === right.text;
  if (left.kind === 'float' && right.kind === 'float') return left.float === right.float;
  if (kind !== undefined) return isEqual(left, right);
  if (left.kind === 'invalid' || right.kind === 'invalid') return isNil(left) === isNil(right);
  if (kindName(left) !== kindName(right)) {
    const first = textOf(unaddressed(left), environment, 's');
    const second = textOf(unaddressed(right), environment);
    const types = `${first}: ${left.type.name}, ${right.type.name}: ${second}`;
    throw new Failure(`non-comparable types ${types}`);
  }
  if (isNil(left) || isNil(right)) return isNil(left) === isNil(right);
  if (!isComparable(right.type)) {
    throw new Failure(`non-comparable type ${textOf(unaddressed(right), environment, 's')}: ${right.type.name}`);
  }
  return isEqual(left, right);
}

function isEqualToAny(left: Value, others: readonly Value[], environment: Environment): boolean {
  if (others.length === 0) throw new Failure('missing argument for comparison');
  return others.some((other) => equalPair(left, other, environment));
}

function isLess(left: Value, right: Value): boolean {
  const kind = basicKind(left);
  const other = basicKind(right);
  if (kind === undefined || other === undefined || left.kind === 'invalid' || right.kind === 'invalid') {
    throw new Failure('invalid type for comparison');
  }
  if (left.kind === 'integer' && right.kind === 'integer') return left.integer < right.integer;
  if (left.kind === 'float' && right.kind === 'float') return left.float < right.float;
  if (left.kind === 'string' && right.kind === 'string') return left.text < right.text;
  if (kind !== other) throw incompatible(left, right);
  throw new Failure('invalid type for comparison');
}

function compares(decide: (left: Value, right: Value, environment: Environment) => boolean) {
  return takes(['reflect', 'reflect'], (given) => goBool(decide(given.value(0), given.value(1), given.environment)));
}

function isLessOrEqual(left: Value, right: Value, environment: Environment): boolean {
  return isLess(left, right) || equalPair(left, right, environment);
}

/** eq, ne, lt, le, gt and ge. */
export const COMPARISONS = {
  eq: takesMany(['reflect', 'reflect'], (given) =>
    goBool(isEqualToAny(given.value(0), given.values(1), given.environment)),
  ),
  ne: compares((left, right, environment) => !equalPair(left, right, environment)),
  lt: compares(isLess),
  le: compares(isLessOrEqual),
  gt: compares((left, right, environment) => !isLessOrEqual(left, right, environment)),
  ge: compares((left, right) => !isLess(left, right)),
};
