import { DecodeError } from './decode-error.ts';

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Go's layouts, which its parse errors name. */
const layouts = { seconds: '2006-01-02T15:04:05Z07:00', micros: '2006-01-02T15:04:05.000000Z07:00' } as const;

/**
 * A time as it is stored: in UTC, whole seconds or microseconds, the rest of the fraction cut.
 * @throws DecodeError with Go's message when it is none.
 */
export function timeText(text: string, precision: 'seconds' | 'micros'): string {
  const match = rfc3339.exec(text);
  const [, date = '', clock = '', fraction = '', zone = ''] = match ?? [];
  const whole = `${date}T${clock}`;
  const ms = match ? Date.parse(`${whole}${zone.toUpperCase()}`) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new DecodeError(
      `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layouts[precision])}: cannot parse ${JSON.stringify(text)} as "2006"`,
    );
  }
  const utc = zone.toUpperCase() === 'Z' ? whole : new Date(ms).toISOString().slice(0, 19);
  if (precision === 'seconds') return `${utc}Z`;
  return `${utc}.${fraction.slice(1, 7).padEnd(6, '0')}Z`;
}
