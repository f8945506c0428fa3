import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { type LayoutPart, MONTHS, parseLayout, WEEKDAYS } from './layout.ts';
import { secondsInZone, type Time, utcSeconds } from './time.ts';
import { fixedZone, UTC, type Zone } from './zone.ts';

/** What has been read so far. */
interface Reading {
  rest: ByteString;
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half: 'AM' | 'PM' | undefined;
  utc: boolean;
  offset: number | undefined;
  zoneName: string;
}

/** Why a field was not read: `range` names the field whose value is impossible. */
class Mismatch extends Error {
  readonly range: string | undefined;

  constructor(range?: string) {
    super(range ?? 'mismatch');
    this.range = range;
  }
}

function take(reading: Reading, pattern: RegExp): string {
  const found = pattern.exec(reading.rest)?.[0];
  if (found === undefined) throw new Mismatch();
  reading.rest = reading.rest.slice(found.length);
  return found;
}

function number(reading: Reading, pattern: RegExp, name: string, least: number, most: number): number {
  const value = Number(take(reading, pattern));
  if (value < least || value > most) throw new Mismatch(name);
  return value;
}

function nameIndex(reading: Reading, names: readonly string[], length?: number): number {
  const found = names.findIndex((name) => {
    const wanted = name.slice(0, length);
    return reading.rest.slice(0, wanted.length).toLowerCase() === wanted.toLowerCase();
  });
  if (found < 0) throw new Mismatch();
  reading.rest = reading.rest.slice(length ?? names[found]?.length ?? 0);
  return found;
}

function readOffset(reading: Reading, field: string): void {
  if (field.startsWith('Z') && reading.rest.startsWith('Z')) {
    reading.rest = reading.rest.slice(1);
    reading.utc = true;
    return;
  }
  const separator = field.includes(':') ? ':' : '';
  const groups = Math.trunc(field.replaceAll(':', '').length / 2);
  const text = take(reading, new RegExp(`^[+-]${Array(groups).fill('\\d\\d').join(separator)}`));
  const [hours = 0, minutes = 0, seconds = 0] = (text.match(/\d\d/g) ?? []).map(Number);
  if (hours > 24) throw new Mismatch('time zone offset hour');
  if (minutes > 60) throw new Mismatch('time zone offset minute');
  const size = hours * 3600 + minutes * 60 + seconds;
  reading.offset = text.startsWith('-') ? -size : size;
}

function readFraction(reading: Reading, pattern: RegExp): void {
  reading.nanosecond = Number(take(reading, pattern).slice(1).padEnd(9, '0').slice(0, 9));
}

const TWO_DIGITS = /^\d\d/;
const ONE_OR_TWO_DIGITS = /^\d\d?/;

type Reader = (reading: Reading) => void;
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['2006', (reading) => (reading.year = Number(take(reading, /^\d\d\d\d/)))],
  [
    '06',
    (reading) => {
      const year = Number(take(reading, TWO_DIGITS));
      reading.year = year >= 69 ? year + 1900 : year + 2000;
    },
  ],
  ['January', (reading) => (reading.month = nameIndex(reading, MONTHS) + 1)],
  ['Jan', (reading) => (reading.month = nameIndex(reading, MONTHS, 3) + 1)],
  ['01', (reading) => (reading.month = number(reading, TWO_DIGITS, 'month', 1, 12))],
  ['1', (reading) => (reading.month = number(reading, ONE_OR_TWO_DIGITS, 'month', 1, 12))],
  ['Monday', (reading) => void nameIndex(reading, WEEKDAYS)],
  ['Mon', (reading) => void nameIndex(reading, WEEKDAYS, 3)],
  ['02', (reading) => (reading.day = Number(take(reading, TWO_DIGITS)))],
  ['2', (reading) => (reading.day = Number(take(reading, ONE_OR_TWO_DIGITS)))],
  ['_2', (reading) => (reading.day = Number(take(reading, /^ ?\d\d?/)))],
  ['002', (reading) => (reading.yearDay = Number(take(reading, /^\d\d\d/)))],
  ['__2', (reading) => (reading.yearDay = Number(take(reading, /^ {0,2}\d{1,3}/)))],
  ['15', (reading) => (reading.hour = number(reading, ONE_OR_TWO_DIGITS, 'hour', 0, 23))],
  ['03', (reading) => (reading.hour = number(reading, TWO_DIGITS, 'hour', 0, 12))],
  ['3', (reading) => (reading.hour = number(reading, ONE_OR_TWO_DIGITS, 'hour', 0, 12))],
  ['04', (reading) => (reading.minute = number(reading, TWO_DIGITS, 'minute', 0, 59))],
  ['4', (reading) => (reading.minute = number(reading, ONE_OR_TWO_DIGITS, 'minute', 0, 59))],
  ['05', (reading) => (reading.second = number(reading, TWO_DIGITS, 'second', 0, 59))],
  ['5', (reading) => (reading.second = number(reading, ONE_OR_TWO_DIGITS, 'second', 0, 59))],
  ['PM', (reading) => (reading.half = take(reading, /^(AM|PM)/) === 'PM' ? 'PM' : 'AM')],
  ['pm', (reading) => (reading.half = take(reading, /^(am|pm)/) === 'pm' ? 'PM' : 'AM')],
  [
    'MST',
    (reading) => {
      reading.zoneName = take(reading, /^(UTC|ChST|MeST|GMT[+-]\d{1,2}|[A-Z]{3,4}T?|[+-]\d\d)/);
      reading.utc = reading.zoneName === 'UTC';
    },
  ],
]);

function skipText(reading: Reading, text: string): void {
  for (const part of text.match(/ +|[^ ]/g) ?? []) {
    if (part.startsWith(' ')) {
      if (reading.rest !== '' && !reading.rest.startsWith(' ')) throw new Mismatch();
      reading.rest = reading.rest.replace(/^ +/, '');
    } else {
      if (!reading.rest.startsWith(part)) throw new Mismatch();
      reading.rest = reading.rest.slice(part.length);
    }
  }
}

function readPart(reading: Reading, part: LayoutPart, next: LayoutPart | undefined): void {
  if (part.kind === 'text') {
    skipText(reading, part.text);
    return;
  }
  if (part.kind === 'fraction') {
    if (!part.trimmed) readFraction(reading, new RegExp(`^[.,]\\d{${part.digits}}`));
    else if (/^[.,]\d/.test(reading.rest)) readFraction(reading, /^[.,]\d{1,9}/);
    return;
  }
  const reader = READERS.get(part.text) ?? (() => readOffset(reading, part.text));
  reader(reading);
  // a fraction may follow the seconds although the layout has none
  const seconds = part.text === '05' || part.text === '5';
  if (seconds && next?.kind !== 'fraction' && /^[.,]\d/.test(reading.rest)) readFraction(reading, /^[.,]\d+/);
}

function timeOf(reading: Reading, local: Zone, localName: Zone | 'local'): Time {
  const hour = reading.half === 'PM' && reading.hour < 12 ? reading.hour + 12 : reading.hour;
  const clock = reading.half === 'AM' && hour === 12 ? 0 : hour;
  const month = reading.yearDay > 0 ? 1 : reading.month;
  const day = reading.yearDay > 0 ? reading.yearDay : reading.day;
  const wall = utcSeconds(reading.year, month, day, clock, reading.minute, reading.second);
  const make = (seconds: number, location: Zone | 'local'): Time => ({
    seconds,
    nanoseconds: reading.nanosecond,
    location,
  });
  if (reading.utc) return make(wall, UTC);
  if (reading.offset !== undefined) {
    const seconds = wall - reading.offset;
    return local.at(seconds).offset === reading.offset
      ? make(seconds, localName)
      : make(seconds, fixedZone(reading.zoneName, reading.offset));
  }
  const seconds = secondsInZone(wall, local);
  if (reading.zoneName === '' || local.at(seconds).abbreviation === reading.zoneName) return make(seconds, localName);
  const named = local.offsetNamed(reading.zoneName);
  if (named !== undefined) return make(wall - named, localName);
  const hours = /^(?:GMT)?([+-]\d+)$/.exec(reading.zoneName)?.[1];
  const offset = Number(hours ?? 0) * 3600;
  return make(wall - offset, fixedZone(reading.zoneName, offset));
}

/**
 * time.ParseInLocation. `local` is the zone of a time that names none; `location` is what the result carries for it.
 * Throws Failure with Go's words.
 */
export function parseTime(layout: ByteString, text: ByteString, local: Zone, location: Zone | 'local'): Time {
  const reading: Reading = {
    rest: text,
    year: 0,
    month: 1,
    day: 1,
    yearDay: 0,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    half: undefined,
    utc: false,
    offset: undefined,
    zoneName: '',
  };
  const shown = quoteString(text);
  const parts = parseLayout(layout);
  for (const [index, part] of parts.entries()) {
    const before = reading.rest;
    try {
      readPart(reading, part, parts[index + 1]);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      if (error.range !== undefined) throw new Failure(`parsing time ${shown}: ${error.range} out of range`);
      // of text between fields the part that did fit is left out
      const rest = part.kind === 'text' ? reading.rest : before;
      const wanted = `cannot parse ${quoteString(rest)} as ${quoteString(part.text)}`;
      throw new Failure(`parsing time ${shown} as ${quoteString(layout)}: ${wanted}`);
    }
  }
  if (reading.rest !== '') throw new Failure(`parsing time ${shown}: extra text: ${quoteString(reading.rest)}`);
  const days = new Date(utcSeconds(reading.year, reading.month + 1, 0) * 1000).getUTCDate();
  if (reading.day < 1 || reading.day > days) throw new Failure(`parsing time ${shown}: day out of range`);
  return timeOf(reading, local, location);
}
