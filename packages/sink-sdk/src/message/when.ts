import { formatDate } from '../date.ts';

const day = 'yyyy-MM-dd';
const time = 'HH:mm:ss';

/** `2026-11-21 12:33:38 +08:00`; `""` for no time. */
export const wholeTime = (at: string, zone: string): string => formatDate(at, zone, `${day} ${time} XXX`);

/** `12:33:38` */
export const clockTime = (at: string, zone: string): string => formatDate(at, zone, time);

/**
 * Two times so that nothing is said twice: `2026-11-21 12:12:33` and `12:33:38 +08:00`, the latter with its day when that is another one.
 * An empty `from` stays empty, and then the day is said with `to`.
 */
export function timeSpan(from: string, to: string, zone: string): { from: string; to: string } {
  const known = formatDate(from, zone, `${day} ${time}`);
  const sameDay = known !== '' && formatDate(from, zone, day) === formatDate(to, zone, day);
  return { from: known, to: formatDate(to, zone, sameDay ? `${time} XXX` : `${day} ${time} XXX`) };
}
