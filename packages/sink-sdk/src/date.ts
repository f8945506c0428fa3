/** What a format may contain; anything else is taken literally, and so is text in single quotes. */
const tokens = /yyyy|MM|dd|HH|mm|ss|SSS|XXX|'[^']*'/g;

const partOf: Readonly<Record<string, Intl.DateTimeFormatPartTypes>> = {
  yyyy: 'year',
  MM: 'month',
  dd: 'day',
  HH: 'hour',
  mm: 'minute',
  ss: 'second',
  SSS: 'fractionalSecond',
};

// Making a formatter costs some 20 µs; a template uses one or two zones.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'longOffset',
  });
  formatters.set(timeZone, made);
  return made;
}

/**
 * An RFC 3339 time in a time zone (IANA name) by a format of yyyy, MM, dd, HH, mm, ss, SSS and XXX (the offset); `""` for no time.
 * @throws RangeError for a zone that does not exist.
 */
export function formatDate(time: string, zone: string, format: string): string {
  const zoned = formatter(zone);
  const at = Date.parse(time);
  if (Number.isNaN(at)) return '';
  const parts = new Map(zoned.formatToParts(at).map((part) => [part.type, part.value]));
  return format.replace(tokens, (found) => {
    if (found.startsWith("'")) return found.slice(1, -1);
    if (found === 'XXX') return (parts.get('timeZoneName') ?? '').replace('GMT', '') || '+00:00';
    const value = parts.get(partOf[found] ?? 'literal') ?? '';
    return found === 'yyyy' ? value.padStart(4, '0') : value;
  });
}
