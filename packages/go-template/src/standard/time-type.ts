import { nanosecondsOf, type Time, ZERO_SECONDS, ZERO_TIME } from '../time/time.ts';
import { structType } from '../values/declare.ts';
import { indirect } from '../values/inspect.ts';
import { goInteger, ZERO_STRUCTS } from '../values/make.ts';
import { INT64, type Method, pointerTo, type StructType, UINT64 } from '../values/type.ts';
import type { StructValue, Value } from '../values/value.ts';
import { LOCATION, locationField } from './location-type.ts';

const METHODS = new Map<string, Method>();

/** time.Time. Its methods are in time-methods.ts. */
export const TIME: StructType = {
  ...structType({ name: 'time.Time', packagePath: 'time' }, [
    { name: 'wall', type: UINT64 },
    { name: 'ext', type: INT64 },
    { name: 'loc', type: pointerTo(LOCATION) },
  ]),
  methods: METHODS,
};

/** Adds methods to time.Time, which take and return times themselves. */
export function addTimeMethods(methods: Iterable<Method>): void {
  for (const method of methods) METHODS.set(method.name, method);
}

export function goTime(time: Time): StructValue {
  const fields = [
    goInteger(time.nanoseconds, UINT64),
    goInteger(time.seconds - ZERO_SECONDS, INT64),
    locationField(time.location),
  ];
  return { kind: 'struct', type: TIME, fields, addressable: false, time };
}

ZERO_STRUCTS.set(TIME, () => goTime(ZERO_TIME));

/** The time in a time.Time, or in a struct that embeds one; Go's zero time for anything else. */
export function timeOf(value: Value | undefined): Time {
  const end = value === undefined ? undefined : indirect(value).value;
  if (end?.kind !== 'struct') return ZERO_TIME;
  if (end.time !== undefined) return end.time;
  const [inner] = end.fields;
  return inner?.kind === 'struct' && inner.time !== undefined ? inner.time : ZERO_TIME;
}

/** The nanoseconds between two times, within what a Duration holds. */
export function durationBetween(later: Time, earlier: Time): bigint {
  const exact = nanosecondsOf(later) - nanosecondsOf(earlier);
  const largest = 2n ** 63n - 1n;
  return exact > largest ? largest : exact < -largest - 1n ? -largest - 1n : exact;
}
