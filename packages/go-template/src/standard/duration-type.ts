import { durationText, roundDuration, truncateDuration } from '../time/duration.ts';
import { MONTHS, WEEKDAYS } from '../time/layout.ts';
import { namedInteger, valueMethod } from '../values/declare.ts';
import { goFloat, goInteger, goString } from '../values/make.ts';
import { INT64, type IntegerType, type Method } from '../values/type.ts';
import type { IntegerValue, Value } from '../values/value.ts';

/** The number in an integer value. */
export function integerOf(value: Value | undefined): bigint {
  return value?.kind === 'integer' ? value.integer : 0n;
}

// the table is filled below: two methods take a duration themselves
const DURATION_METHODS: Method[] = [];
const METHODS = new Map<string, Method>();

/** time.Duration, in nanoseconds. */
export const DURATION: IntegerType = {
  ...namedInteger({ name: 'time.Duration', packagePath: 'time' }, 'int64'),
  methods: METHODS,
};

export function goDuration(nanoseconds: bigint): IntegerValue {
  return goInteger(nanoseconds, DURATION);
}

function inUnits(name: string, unit: bigint): Method {
  return valueMethod(name, [], ['int64'], (receiver) => goInteger(integerOf(receiver) / unit, INT64));
}

function inFractions(name: string, unit: bigint): Method {
  return valueMethod(name, [], ['float64'], (receiver) => {
    const size = integerOf(receiver);
    // whole and fraction apart, as Go does, so that large durations keep their digits
    return goFloat(Number(size / unit) + Number(size % unit) / Number(unit));
  });
}

const MINIMUM = -(2n ** 63n);

DURATION_METHODS.push(
  valueMethod('String', [], ['string'], (receiver) => goString(durationText(integerOf(receiver)))),
  inUnits('Nanoseconds', 1n),
  inUnits('Microseconds', 1_000n),
  inUnits('Milliseconds', 1_000_000n),
  inFractions('Seconds', 1_000_000_000n),
  inFractions('Minutes', 60_000_000_000n),
  inFractions('Hours', 3_600_000_000_000n),
  valueMethod('Abs', [], ['time.Duration'], (receiver) => {
    const size = integerOf(receiver);
    return goDuration(size === MINIMUM ? -(MINIMUM + 1n) : size < 0n ? -size : size);
  }),
  valueMethod('Round', [DURATION], ['time.Duration'], (receiver, [multiple]) =>
    goDuration(roundDuration(integerOf(receiver), integerOf(multiple))),
  ),
  valueMethod('Truncate', [DURATION], ['time.Duration'], (receiver, [multiple]) =>
    goDuration(truncateDuration(integerOf(receiver), integerOf(multiple))),
  ),
);
for (const method of DURATION_METHODS) METHODS.set(method.name, method);

function namesOf(type: string, names: readonly string[], first: bigint): Method {
  return valueMethod('String', [], ['string'], (receiver) => {
    const number = integerOf(receiver);
    return goString(names[Number(number - first)] ?? `%!${type}(${BigInt.asUintN(64, number)})`);
  });
}

/** time.Month, from 1. */
export const MONTH = namedInteger(
  { name: 'time.Month', packagePath: 'time', methods: [namesOf('Month', MONTHS, 1n)] },
  'int',
);

/** time.Weekday, from Sunday, 0. */
export const WEEKDAY = namedInteger(
  { name: 'time.Weekday', packagePath: 'time', methods: [namesOf('Weekday', WEEKDAYS, 0n)] },
  'int',
);
