import { Failure } from '../failure.ts';
import { textOf } from '../format/print.ts';
import { goFloat, goInteger, goSlice, goString } from '../values/make.ts';
import { ANY, FLOAT64, INT, INT64, sliceOf } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { floatFrom, integerFrom } from './convert.ts';
import {
  addDecimals,
  decimalFrom,
  decimalToFloat,
  divideDecimals,
  multiplyDecimals,
  subtractDecimals,
} from './decimal.ts';
import { type Arguments, takes, takesMany } from './define.ts';

function integers(given: Arguments): bigint[] {
  return given.values().map((value) => integerFrom(value));
}

function goInt64(integer: bigint): Value {
  return goInteger(integer, INT64);
}

/** A function of two numbers as int64. */
function ofTwo(combine: (left: bigint, right: bigint) => bigint) {
  return takes([ANY, ANY], (given) => goInt64(combine(integerFrom(given.value(0)), integerFrom(given.value(1)))));
}

function nonZero(divisor: bigint): bigint {
  if (divisor === 0n) throw new Failure('runtime error: integer divide by zero');
  return divisor;
}

function extreme(wins: (left: bigint, right: bigint) => boolean) {
  return takesMany([ANY, ANY], (given) =>
    goInt64(integers(given).reduce((best, next) => (wins(next, best) ? next : best))),
  );
}

function extremeFloat(choose: (left: number, right: number) => number) {
  return takesMany([ANY, ANY], (given) =>
    goFloat(
      given
        .values()
        .map((value) => floatFrom(value))
        .reduce((best, next) => choose(best, next)),
    ),
  );
}

type Combine = typeof addDecimals;

/** sprig counts these in decimals, so that 0.1 and 0.2 make 0.3. */
function decimals(combine: Combine, first: (given: Arguments) => number[]) {
  return (given: Arguments) => {
    const numbers = first(given).map((float) => {
      if (!Number.isFinite(float))
        throw new Failure(`Cannot create a Decimal from ${float > 0 ? '+Inf' : float < 0 ? '-Inf' : 'NaN'}`);
      return decimalFrom(float);
    });
    const [start = decimalFrom(0), ...rest] = numbers;
    return goFloat(decimalToFloat(rest.reduce((left, right) => combine(left, right), start)));
  };
}

function floats(given: Arguments): number[] {
  return given.values().map((value) => floatFrom(value));
}

function round(given: Arguments): Value {
  const roundOn = given.value(2);
  const half = roundOn.kind === 'float' ? roundOn.float : 0.5;
  const power = 10 ** given.integer(1);
  const digit = power * floatFrom(given.value(0));
  const rest = digit - Math.trunc(digit);
  return goFloat((rest >= half ? Math.ceil(digit) : Math.floor(digit)) / power);
}

/** untilStep: from start to before stop. */
function countTo(start: number, stop: number, step: number, given: Arguments): number[] {
  if (step === 0 || (stop < start ? step > 0 : step < 0)) return [];
  const count = Math.max(0, Math.ceil((stop - start) / step));
  given.budget.spend(count);
  return Array.from({ length: count }, (_item, index) => start + index * step);
}

function goIntegers(numbers: readonly number[]): Value {
  return goSlice(
    sliceOf(INT),
    numbers.map((number) => goInteger(number)),
  );
}

function sequence(given: Arguments): string {
  const numbers = given.values().map((value) => Number(integerFrom(value)));
  const [first = 0, second = 0, third = 0] = numbers;
  if (numbers.length === 1) {
    const direction = first < 1 ? -1 : 1;
    return countTo(1, first + direction, direction, given).join(' ');
  }
  if (numbers.length === 2) {
    const direction = second < first ? -1 : 1;
    return countTo(first, second + direction, direction, given).join(' ');
  }
  if (numbers.length !== 3 || (third < first && second > 0)) return '';
  return countTo(first, third + (third < first ? -1 : 1), second, given).join(' ');
}

function octal(given: Arguments): Value {
  const text = textOf(given.value(0), given.environment);
  const [, sign = '', digits] = /^([+-]?)([0-7]+)$/.exec(text) ?? [];
  if (digits === undefined) return goInt64(0n);
  const size = BigInt(`0o${digits}`);
  return goInt64(size >= 2n ** 63n ? 0n : sign === '-' ? -size : size);
}

const biggest = extreme((left, right) => left > right);

/** Numbers. Whole ones are int64, and wrap around as Go's do. */
export const NUMBER_FUNCTIONS = {
  add: takesMany([ANY], (given) => goInt64(integers(given).reduce((sum, next) => sum + next, 0n))),
  add1: takes([ANY], (given) => goInt64(integerFrom(given.value(0)) + 1n)),
  sub: ofTwo((left, right) => left - right),
  mul: takesMany([ANY, ANY], (given) =>
    goInt64(integers(given).reduce((product, next) => BigInt.asIntN(64, product * next), 1n)),
  ),
  div: ofTwo((left, right) => left / nonZero(right)),
  mod: ofTwo((left, right) => left % nonZero(right)),
  max: biggest,
  biggest,
  min: extreme((left, right) => left < right),
  maxf: extremeFloat(Math.max),
  minf: extremeFloat(Math.min),
  add1f: takes(
    [ANY],
    decimals(addDecimals, (given) => [...floats(given), 1]),
  ),
  addf: takesMany(
    [ANY],
    decimals(addDecimals, (given) => [0, ...floats(given)]),
  ),
  subf: takesMany([ANY, ANY], decimals(subtractDecimals, floats)),
  mulf: takesMany([ANY, ANY], decimals(multiplyDecimals, floats)),
  divf: takesMany([ANY, ANY], decimals(divideDecimals, floats)),
  ceil: takes([ANY], (given) => goFloat(Math.ceil(floatFrom(given.value(0))))),
  floor: takes([ANY], (given) => goFloat(Math.floor(floatFrom(given.value(0))))),
  round: takesMany([ANY, INT, FLOAT64], round),
  int: takes([ANY], (given) => goInteger(integerFrom(given.value(0)))),
  int64: takes([ANY], (given) => goInt64(integerFrom(given.value(0)))),
  float64: takes([ANY], (given) => goFloat(floatFrom(given.value(0)))),
  toDecimal: takes([ANY], octal),
  until: takes([INT], (given) => {
    const stop = given.integer(0);
    return goIntegers(countTo(0, stop, stop < 0 ? -1 : 1, given));
  }),
  untilStep: takes([INT, INT, INT], (given) =>
    goIntegers(countTo(given.integer(0), given.integer(1), given.integer(2), given)),
  ),
  seq: takesMany([INT], (given) => goString(sequence(given))),
};
