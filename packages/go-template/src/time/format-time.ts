import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { type LayoutPart, MONTHS, parseLayout, WEEKDAYS } from './layout.ts';
import { type Civil, civilOf, type Time } from './time.ts';
import { UTC, type Zone } from './zone.ts';

function padded(value: number, width: number, fill = '0'): string {
  const digits = String(Math.abs(value)).padStart(width, fill);
  return value < 0 ? `-${digits}` : digits;
}

function offsetText(layout: string, offset: number): string {
  if (layout.startsWith('Z') && offset === 0) return 'Z';
  const size = Math.abs(offset);
  const digits = layout.slice(1);
  const separator = digits.includes(':') ? ':' : '';
  const groups = [padded(Math.trunc(size / 3600), 2)];
  if (digits.length > 2) groups.push(padded(Math.trunc(size / 60) % 60, 2));
  if (digits.length > 5) groups.push(padded(size % 60, 2));
  return (offset < 0 ? '-' : '+') + groups.join(separator);
}

function zoneName({ abbreviation, offset }: Civil): string {
  return abbreviation === '' ? offsetText('-0700', offset) : abbreviation;
}

function fractionText(part: LayoutPart & { kind: 'fraction' }, nanosecond: number): string {
  const digits = padded(nanosecond, 9).padEnd(part.digits, '0').slice(0, part.digits);
  if (!part.trimmed) return part.text.charAt(0) + digits;
  const short = digits.replace(/0+$/, '');
  return short === '' ? '' : part.text.charAt(0) + short;
}

function hour12(hour: number): number {
  return hour % 12 === 0 ? 12 : hour % 12;
}

const FIELDS: ReadonlyMap<string, (civil: Civil) => string> = new Map<string, (civil: Civil) => string>([
  ['2006', (civil) => padded(civil.year, 4)],
  ['06', (civil) => padded(Math.abs(civil.year % 100), 2)],
  ['January', (civil) => MONTHS[civil.month - 1] ?? ''],
  ['Jan', (civil) => (MONTHS[civil.month - 1] ?? '').slice(0, 3)],
  ['01', (civil) => padded(civil.month, 2)],
  ['1', (civil) => String(civil.month)],
  ['Monday', (civil) => WEEKDAYS[civil.weekday] ?? ''],
  ['Mon', (civil) => (WEEKDAYS[civil.weekday] ?? '').slice(0, 3)],
  ['2', (civil) => String(civil.day)],
  ['_2', (civil) => padded(civil.day, 2, ' ')],
  ['02', (civil) => padded(civil.day, 2)],
  ['__2', (civil) => padded(civil.yearDay, 3, ' ')],
  ['002', (civil) => padded(civil.yearDay, 3)],
  ['15', (civil) => padded(civil.hour, 2)],
  ['3', (civil) => String(hour12(civil.hour))],
  ['03', (civil) => padded(hour12(civil.hour), 2)],
  ['4', (civil) => String(civil.minute)],
  ['04', (civil) => padded(civil.minute, 2)],
  ['5', (civil) => String(civil.second)],
  ['05', (civil) => padded(civil.second, 2)],
  ['PM', (civil) => (civil.hour >= 12 ? 'PM' : 'AM')],
  ['pm', (civil) => (civil.hour >= 12 ? 'pm' : 'am')],
  ['MST', zoneName],
]);

/** Time.Format. `local` is what the location `local` means. */
export function formatTime(time: Time, layout: ByteString, local: Zone): ByteString {
  const civil = civilOf(time, local);
  return parseLayout(layout)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'fraction') return fractionText(part, civil.nanosecond);
      return FIELDS.get(part.text)?.(civil) ?? offsetText(part.text, civil.offset);
    })
    .join('');
}

/** Time.String. */
export function timeText(time: Time, local: Zone): ByteString {
  return formatTime(time, '2006-01-02 15:04:05.999999999 -0700 MST', local);
}

/** Time.GoString: the Go expression that makes the time. */
export function timeLiteral(time: Time, local: Zone): ByteString {
  const { year, month, day, hour, minute, second, nanosecond } = civilOf(time, local);
  const place =
    time.location === 'local'
      ? 'time.Local'
      : time.location === UTC
        ? 'time.UTC'
        : `time.Location(${quoteString(time.location.name)})`;
  const fields = [year, `time.${MONTHS[month - 1]}`, day, hour, minute, second, nanosecond, place];
  return `time.Date(${fields.join(', ')})`;
}
