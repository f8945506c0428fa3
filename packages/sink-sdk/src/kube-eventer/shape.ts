import type { RawEvent } from '../event.ts';
import { utcTime } from '../timestamp.ts';

/** What Go writes for a field that held this; undefined: it leaves the field out. */
export type Read = (value: unknown) => unknown;

const isFields = (value: unknown): value is RawEvent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A string that is left out when empty. */
export const text: Read = (value) => (typeof value === 'string' && value !== '' ? value : undefined);

/** A string that is always there. */
export const anyText: Read = (value) => (typeof value === 'string' ? value : '');

/** A number that is left out when 0. */
export const count: Read = (value) => (typeof value === 'number' && value !== 0 ? value : undefined);

/** What a pointer points to: left out only when there is none. */
export const given: Read = (value) => value ?? undefined;

/** Go's zero time, which it writes as null. */
const zeroTime = '0001-01-01T00:00:00';
/** Characters of `2026-11-21T04:33:38`. */
const toSecond = 19;
const microDigits = 6;

function timeWith(value: unknown, digits: number): string | null {
  const time = utcTime(value);
  const second = time.slice(0, toSecond);
  if (time === '' || second === zeroTime) return null;
  const fraction = time.slice(toSecond + 1, -1).slice(0, digits);
  return digits === 0 ? `${second}Z` : `${second}.${fraction.padEnd(digits, '0')}Z`;
}

/** metav1.Time: whole seconds. */
export const time: Read = (value) => timeWith(value, 0);

/** metav1.MicroTime: always six digits of a fraction. */
export const microTime: Read = (value) => timeWith(value, microDigits);

/** What is left out when there is nothing. */
export const optional =
  (read: Read): Read =>
  (value) =>
    value === undefined || value === null ? undefined : read(value);

/** A struct: its known fields in their order. */
export const struct =
  (fields: Readonly<Record<string, Read>>): Read =>
  (value) => {
    const from = isFields(value) ? value : {};
    const read = Object.entries(fields).map(([name, field]): [string, unknown] => [name, field(from[name])]);
    return Object.fromEntries(read.filter(([, one]) => one !== undefined));
  };

/** A slice, left out when empty. */
export const list =
  (read: Read): Read =>
  (value) =>
    Array.isArray(value) && value.length > 0 ? value.map(read) : undefined;

/** A map of strings in the order of its keys, left out when empty. */
export const texts: Read = (value) => {
  if (!isFields(value)) return undefined;
  const names = Object.keys(value).sort((one, other) => (one < other ? -1 : 1));
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, value[name]]));
};
