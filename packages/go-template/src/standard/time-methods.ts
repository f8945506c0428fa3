import { Failure } from '../failure.ts';
import { formatTime, timeLiteral, timeText } from '../time/format-time.ts';
import { RFC3339 } from '../time/layout.ts';
import {
  type Civil,
  civilOf,
  isZeroTime,
  nanosecondsOf,
  secondsInZone,
  type Time,
  timeFrom,
  utcSeconds,
  ZERO_SECONDS,
} from '../time/time.ts';
import { UTC, type Zone } from '../time/zone.ts';
import { type MethodBody, pointerMethod, unavailable, valueMethod } from '../values/declare.ts';
import { indirect } from '../values/inspect.ts';
import { BYTES, goBool, goBytes, goInteger, goString } from '../values/make.ts';
import { INT, INT64, type IntegerType, type Method, pointerTo, STRING } from '../values/type.ts';
import { INVALID, type Value } from '../values/value.ts';
import { DURATION, goDuration, integerOf, MONTH, WEEKDAY } from './duration-type.ts';
import { goLocation, LOCATION, zoneBehind } from './location-type.ts';
import { addTimeMethods, durationBetween, goTime, TIME, timeOf } from './time-type.ts';

function civilField(name: string, type: IntegerType, read: (civil: Civil) => number): Method {
  return valueMethod(name, [], [type.name], (receiver, _values, environment) =>
    goInteger(read(civilOf(timeOf(receiver), environment.zone)), type),
  );
}

function unixIn(name: string, nanosecondsPerUnit: bigint): Method {
  return valueMethod(name, [], ['int64'], (receiver) => {
    const exact = nanosecondsOf(timeOf(receiver));
    const rest = ((exact % nanosecondsPerUnit) + nanosecondsPerUnit) % nanosecondsPerUnit;
    return goInteger((exact - rest) / nanosecondsPerUnit, INT64);
  });
}

function compare(left: Time, right: Time): number {
  const difference = nanosecondsOf(left) - nanosecondsOf(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function compares(name: string, decide: (order: number) => boolean): Method {
  return valueMethod(name, [TIME], ['bool'], (receiver, [other]) =>
    goBool(decide(compare(timeOf(receiver), timeOf(other)))),
  );
}

function placed(name: string, location: Zone | 'local'): Method {
  return valueMethod(name, [], ['time.Time'], (receiver) => goTime({ ...timeOf(receiver), location }));
}

/** Time.Truncate and Round count from Go's zero time. */
function toMultiple(time: Time, multiple: bigint, round: boolean): Time {
  if (multiple <= 0n) return time;
  const exact = nanosecondsOf(time);
  const start = BigInt(ZERO_SECONDS) * 1_000_000_000n;
  const rest = (((exact - start) % multiple) + multiple) % multiple;
  const up = round && rest * 2n >= multiple;
  return timeFrom(up ? exact + multiple - rest : exact - rest, time.location);
}

function multiples(name: string, round: boolean): Method {
  return valueMethod(name, [DURATION], ['time.Time'], (receiver, [multiple]) =>
    goTime(toMultiple(timeOf(receiver), integerOf(multiple), round)),
  );
}

const addDate: MethodBody = (receiver, [years, months, days], environment) => {
  const time = timeOf(receiver);
  const civil = civilOf(time, environment.zone);
  const zone = time.location === 'local' ? environment.zone : time.location;
  const year = civil.year + Number(integerOf(years));
  const month = civil.month + Number(integerOf(months));
  const day = civil.day + Number(integerOf(days));
  const wall = utcSeconds(year, month, day, civil.hour, civil.minute, civil.second);
  const seconds = secondsInZone(wall, zone);
  return goTime(timeFrom(BigInt(seconds) * 1_000_000_000n + BigInt(time.nanoseconds), time.location));
};

/** Whether the clocks show summer time: they are ahead of what they show at the year's other end. */
const isDaylight: MethodBody = (receiver, _values, environment) => {
  const time = timeOf(receiver);
  const { year, offset } = civilOf(time, environment.zone);
  const zone = time.location === 'local' ? environment.zone : time.location;
  const offsets = [1, 7].map((month) => zone.at(utcSeconds(year, month, 1)).offset);
  return goBool(offset > Math.min(...offsets));
};

function jsonText(receiver: Value, zone: Zone): string {
  return formatTime(timeOf(receiver), '2006-01-02T15:04:05.999999999Z07:00', zone);
}

function missing(
  name: string,
  results: readonly string[],
  parameters: readonly (typeof BYTES | typeof STRING)[] = [],
): Method {
  return valueMethod(name, parameters, results, unavailable(name));
}

addTimeMethods([
  valueMethod('Format', [STRING], ['string'], (receiver, [layout], environment) =>
    goString(formatTime(timeOf(receiver), layout?.kind === 'string' ? layout.text : '', environment.zone)),
  ),
  valueMethod('String', [], ['string'], (receiver, _values, environment) =>
    goString(timeText(timeOf(receiver), environment.zone)),
  ),
  valueMethod('GoString', [], ['string'], (receiver, _values, environment) =>
    goString(timeLiteral(timeOf(receiver), environment.zone)),
  ),
  civilField('Year', INT, (civil) => civil.year),
  civilField('Month', MONTH, (civil) => civil.month),
  civilField('Day', INT, (civil) => civil.day),
  civilField('Hour', INT, (civil) => civil.hour),
  civilField('Minute', INT, (civil) => civil.minute),
  civilField('Second', INT, (civil) => civil.second),
  civilField('Nanosecond', INT, (civil) => civil.nanosecond),
  civilField('YearDay', INT, (civil) => civil.yearDay),
  civilField('Weekday', WEEKDAY, (civil) => civil.weekday),
  unixIn('Unix', 1_000_000_000n),
  unixIn('UnixMilli', 1_000_000n),
  unixIn('UnixMicro', 1_000n),
  unixIn('UnixNano', 1n),
  valueMethod('IsZero', [], ['bool'], (receiver) => goBool(isZeroTime(timeOf(receiver)))),
  compares('After', (order) => order > 0),
  compares('Before', (order) => order < 0),
  compares('Equal', (order) => order === 0),
  valueMethod('Compare', [TIME], ['int'], (receiver, [other]) => goInteger(compare(timeOf(receiver), timeOf(other)))),
  valueMethod('Add', [DURATION], ['time.Time'], (receiver, [duration]) => {
    const time = timeOf(receiver);
    return goTime(timeFrom(nanosecondsOf(time) + integerOf(duration), time.location));
  }),
  valueMethod('Sub', [TIME], ['time.Duration'], (receiver, [other]) =>
    goDuration(durationBetween(timeOf(receiver), timeOf(other))),
  ),
  valueMethod('AddDate', [INT, INT, INT], ['time.Time'], addDate),
  multiples('Truncate', false),
  multiples('Round', true),
  placed('UTC', UTC),
  placed('Local', 'local'),
  valueMethod('In', [pointerTo(LOCATION)], ['time.Time'], (receiver, [location = INVALID]) => {
    // Go panics with it, and text/template makes that an error of the call.
    if (indirect(location).isNil) throw new Failure('time: missing Location in call to Time.In');
    return goTime({ ...timeOf(receiver), location: zoneBehind(location) });
  }),
  valueMethod('Location', [], ['*time.Location'], (receiver) => goLocation(timeOf(receiver).location)),
  valueMethod('IsDST', [], ['bool'], isDaylight),
  valueMethod('MarshalJSON', [], ['[]uint8', 'error'], (receiver, _values, environment) =>
    goBytes(`"${jsonText(receiver, environment.zone)}"`),
  ),
  valueMethod('MarshalText', [], ['[]uint8', 'error'], (receiver, _values, environment) =>
    goBytes(jsonText(receiver, environment.zone)),
  ),
  valueMethod('AppendFormat', [BYTES, STRING], ['[]uint8'], unavailable('AppendFormat')),
  missing('AppendBinary', ['[]uint8', 'error'], [BYTES]),
  missing('AppendText', ['[]uint8', 'error'], [BYTES]),
  missing('MarshalBinary', ['[]uint8', 'error']),
  missing('GobEncode', ['[]uint8', 'error']),
  // methods that no template can call, for what they return
  missing('Clock', ['int', 'int', 'int']),
  missing('Date', ['int', 'time.Month', 'int']),
  missing('ISOWeek', ['int', 'int']),
  missing('Zone', ['string', 'int']),
  missing('ZoneBounds', ['time.Time', 'time.Time']),
  ...['GobDecode', 'UnmarshalBinary', 'UnmarshalJSON', 'UnmarshalText'].map((name) =>
    pointerMethod(name, [BYTES], ['error'], unavailable(name)),
  ),
]);

/** The text of a time in RFC 3339, in UTC. */
export function utcText(time: Time): string {
  return formatTime({ ...time, location: UTC }, RFC3339, UTC);
}
