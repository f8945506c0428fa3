import { Failure } from '../failure.ts';
import { durationBetween, goTime, TIME, timeOf } from '../standard/time-type.ts';
import { decode } from '../text/bytes.ts';
import { durationText, parseDuration, roundDuration } from '../time/duration.ts';
import { formatTime } from '../time/format-time.ts';
import { parseTime } from '../time/parse-time.ts';
import { nanosecondsOf, type Time, timeFrom, ZERO_TIME } from '../time/time.ts';
import { loadZone, UTC } from '../time/zone.ts';
import { goString } from '../values/make.ts';
import { ANY, type IntegerKind, STRING } from '../values/type.ts';
import type { StructValue, Value } from '../values/value.ts';
import { type Arguments, takes } from './define.ts';

const SECOND = 1_000_000_000n;

/** The time that a value is: a time.Time or *time.Time itself, or a number of seconds since 1970; else the current time. */
function timeFromValue(value: Value, kinds: readonly IntegerKind[], given: Arguments): Time {
  if (value.kind === 'struct' && value.type === TIME) return timeOf(value);
  if (value.kind === 'pointer' && value.type.element === TIME) {
    if (value.target === undefined)
      throw new Failure('runtime error: invalid memory address or nil pointer dereference');
    return timeOf(value);
  }
  const counted = value.kind === 'integer' && !value.type.named && kinds.includes(value.type.kind);
  return counted ? timeFrom(value.integer * SECOND, 'local') : given.environment.now();
}

function inZone(layout: string, value: Value, zone: string, given: Arguments): Value {
  const time = timeFromValue(value, ['int64', 'int', 'int32'], given);
  const location = zone === 'Local' ? 'local' : (loadZone(decode(zone)) ?? UTC);
  return goString(formatTime({ ...time, location }, layout, given.environment.zone));
}

/** What a function that cannot fail gives instead of failing. */
function orElse<T>(attempt: () => T, otherwise: T): T {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof Failure) return otherwise;
    throw error;
  }
}

function modified(given: Arguments): Time {
  const time = timeOf(given.value(1));
  return timeFrom(nanosecondsOf(time) + parseDuration(given.text(0)), time.location);
}

function toDate(given: Arguments): StructValue {
  return goTime(parseTime(given.text(0), given.text(1), given.environment.zone, 'local'));
}

function integerText(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) return 0n;
  const integer = BigInt(text);
  const largest = 2n ** 63n - 1n;
  return integer > largest ? largest : integer < -largest - 1n ? -largest - 1n : integer;
}

function durationOfSeconds(value: Value): bigint {
  if (value.kind === 'string' && !value.type.named) return integerText(value.text);
  return value.kind === 'integer' && value.type.kind === 'int64' && !value.type.named ? value.integer : 0n;
}

const LONG_UNITS: readonly (readonly [unit: string, seconds: bigint])[] = [
  ['y', 31_536_000n],
  ['mo', 2_592_000n],
  ['d', 86_400n],
  ['h', 3_600n],
  ['m', 60n],
  ['s', 1n],
];

function roundedDuration(given: Arguments): string {
  const value = given.value(0);
  let duration = 0n;
  if (value.kind === 'string' && !value.type.named) duration = orElse(() => parseDuration(value.text), 0n);
  else if (value.kind === 'integer' && value.type.kind === 'int64' && !value.type.named) duration = value.integer;
  else if (value.kind === 'struct' && value.type === TIME)
    duration = durationBetween(given.environment.now(), timeOf(value));
  const size = duration < 0n ? -duration : duration;
  const found = LONG_UNITS.find(([, seconds]) => size > seconds * SECOND);
  return found === undefined ? '0s' : `${size / (found[1] * SECOND)}${found[0]}`;
}

function ago(given: Arguments): Value {
  const time = timeFromValue(given.value(0), ['int64', 'int'], given);
  const since = roundDuration(durationBetween(given.environment.now(), time), SECOND);
  return goString(durationText(since));
}

const dateInZone = takes([STRING, ANY, STRING], (given) => inZone(given.text(0), given.value(1), given.text(2), given));
const dateModify = takes([STRING, TIME], (given) => goTime(orElse(() => modified(given), timeOf(given.value(1)))));
const mustDateModify = takes([STRING, TIME], (given) => goTime(modified(given)));

/** Dates. Only Go's own time.Time counts as one: Kubernetes' times give theirs by `.Time`. */
export const DATE_FUNCTIONS = {
  now: takes([], (given) => goTime(given.environment.now())),
  ago: takes([ANY], ago),
  date: takes([STRING, ANY], (given) => inZone(given.text(0), given.value(1), 'Local', given)),
  dateInZone,
  date_in_zone: dateInZone,
  htmlDate: takes([ANY], (given) => inZone('2006-01-02', given.value(0), 'Local', given)),
  htmlDateInZone: takes([ANY, STRING], (given) => inZone('2006-01-02', given.value(0), given.text(1), given)),
  dateModify,
  date_modify: dateModify,
  mustDateModify,
  must_date_modify: mustDateModify,
  // sprig gives back Go's zero time together with the error that it ignores
  toDate: takes([STRING, STRING], (given) => orElse(() => toDate(given), goTime(ZERO_TIME))),
  mustToDate: takes([STRING, STRING], toDate),
  unixEpoch: takes([TIME], (given) => goString(String(timeOf(given.value(0)).seconds))),
  duration: takes([ANY], (given) =>
    goString(durationText(BigInt.asIntN(64, durationOfSeconds(given.value(0)) * SECOND))),
  ),
  durationRound: takes([ANY], (given) => goString(roundedDuration(given))),
};
