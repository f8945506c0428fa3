import { UTC, type Zone, type ZoneMoment } from './zone.ts';

/** An instant and the zone it is shown in, as Go's time.Time. */
export interface Time {
  /** Unix time. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** `local` is the zone of the rendering. */
  readonly location: Zone | 'local';
}

/** Seconds from year 1 to 1970: Go's zero time is the first of January of year 1. */
export const ZERO_SECONDS = -62_135_596_800;
export const ZERO_TIME: Time = { seconds: ZERO_SECONDS, nanoseconds: 0, location: UTC };

const NANOSECONDS = 1_000_000_000n;
// the range of Date; Go's is wider, and no clock is there
const MAXIMUM_SECONDS = 8_640_000_000_000 - 86_400 * 366;

/** A time from a Unix time in nanoseconds. */
export function timeFrom(nanoseconds: bigint, location: Zone | 'local'): Time {
  let seconds = nanoseconds / NANOSECONDS;
  let rest = nanoseconds % NANOSECONDS;
  if (rest < 0n) {
    rest += NANOSECONDS;
    seconds -= 1n;
  }
  const clamped = Math.max(-MAXIMUM_SECONDS, Math.min(MAXIMUM_SECONDS, Number(seconds)));
  return { seconds: clamped, nanoseconds: Number(rest), location };
}

/** Unix time in nanoseconds. */
export function nanosecondsOf(time: Time): bigint {
  return BigInt(time.seconds) * NANOSECONDS + BigInt(time.nanoseconds);
}

/** Whether it is Go's zero time, whatever its zone. */
export function isZeroTime(time: Time): boolean {
  return time.seconds === ZERO_SECONDS && time.nanoseconds === 0;
}

/** What the clock shows: the calendar's and the clock's fields. */
export interface Civil extends ZoneMoment {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** From 0, Sunday. */
  readonly weekday: number;
  /** From 1. */
  readonly yearDay: number;
}

/** The fields of a time; `local` is what its location `local` means. */
export function civilOf(time: Time, local: Zone): Civil {
  const moment = (time.location === 'local' ? local : time.location).at(time.seconds);
  const date = new Date((time.seconds + moment.offset) * 1000);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  const day = date.getUTCDate();
  return {
    ...moment,
    year,
    month,
    day,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: time.nanoseconds,
    weekday: date.getUTCDay(),
    yearDay: (utcSeconds(year, month, day) - utcSeconds(year, 1, 1)) / 86_400 + 1,
  };
}

/** Unix time of a date and clock in UTC; fields may overflow, as in Go's time.Date. */
export function utcSeconds(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0);
  // Date.UTC would read years below 100 as 1900 and on
  date.setUTCFullYear(year, month - 1, day);
  const midnight = date.getTime() / 1000;
  return (Number.isNaN(midnight) ? 0 : midnight) + hour * 3600 + minute * 60 + second;
}

/** The Unix time at which a zone's clocks show these UTC-like seconds (Go's time.Date with a location). */
export function secondsInZone(wall: number, zone: Zone): number {
  const first = wall - zone.at(wall).offset;
  const offset = zone.at(first).offset;
  const second = wall - offset;
  return zone.at(second).offset === offset ? second : first;
}
