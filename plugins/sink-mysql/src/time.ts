import { goTimeText } from '@kubeherald/sink-sdk/kube-eventer';

/** Digits of a second's fraction that a DATETIME can hold. */
const mostDigits = 6;
/** The last moment that fits into a DATETIME. */
const last = '9999-12-31 23:59:59';
/** What fits into a TIMESTAMP on every server (32 bits of seconds). */
const timestamps = { first: '1970-01-01 00:00:01', last: '2038-01-19 03:14:07' } as const;

/** A time as the server reads it: from RFC 3339 in UTC to `yyyy-MM-dd HH:mm:ss.ffffff` in the sink's zone. */
export type Clock = (time: string) => string;

const fractionOf = (time: string): string => time.slice(19, -1).slice(0, mostDigits + 1);

/** @param zone IANA name */
export function createClock(zone: string): Clock {
  if (zone === 'UTC') return (time) => `${time.slice(0, 10)} ${time.slice(11, 19)}${fractionOf(time)}`;
  const form = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (time) => {
    const at = Date.parse(time);
    const found = new Map(form.formatToParts(at).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? '';
    const year = part('year').padStart(4, '0');
    if (year.length > 4) return last;
    const day = `${year}-${part('month')}-${part('day')}`;
    return `${day} ${part('hour')}:${part('minute')}:${part('second')}${fractionOf(time)}`;
  };
}

/** Times for columns that are texts. @param zone IANA name */
export function textClock(times: 'plain' | 'go', zone: string): Clock | undefined {
  return times === 'go' ? (time) => goTimeText(time, zone) : undefined;
}

const utc = createClock('UTC');

/** A time for a TIMESTAMP column: in the session's zone, UTC, and within what such a column can hold. */
export const timestampOf: Clock = (time) => {
  const text = utc(time);
  if (text < timestamps.first) return timestamps.first;
  return text.slice(0, last.length) > timestamps.last ? timestamps.last : text;
};
