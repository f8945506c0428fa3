import { timeText } from './format-time.ts';
import { ZERO_TIME } from './time.ts';
import { loadZone, UTC } from './zone.ts';

const RFC_3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9})\d*)?Z$/;

/**
 * Time.String of a time in a zone: `2024-03-01 10:03:04.123456 +0800 CST`; of what is no time, that of Go's zero time.
 * @param time RFC 3339 in UTC
 * @param zone IANA name; one that does not exist is UTC
 */
export function goTimeText(time: string, zone: string): string {
  const [, second, fraction = ''] = RFC_3339.exec(time) ?? [];
  const milliseconds = second === undefined ? Number.NaN : Date.parse(`${second}Z`);
  if (Number.isNaN(milliseconds)) return timeText(ZERO_TIME, UTC);
  const nanoseconds = Number(fraction.padEnd(9, '0'));
  return timeText({ seconds: milliseconds / 1000, nanoseconds, location: 'local' }, loadZone(zone) ?? UTC);
}
