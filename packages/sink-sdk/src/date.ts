/** Pieces of a format: text in single quotes, a lone quote, a letter as often as it is repeated. Anything else is taken literally. */
const pieces = /'(?:[^']|'')*'|'|([A-Za-z])\1*/g;

// English, as `en` writes them in CLDR; `en-GB` itself has `Sept`.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

type Part = (type: Intl.DateTimeFormatPartTypes) => string;

/** What the letters of a format stand for; the names are those of Unicode TR 35. */
const tokens: Readonly<Record<string, (part: Part) => string>> = {
  yyyy: (part) => part('year').padStart(4, '0'),
  yy: (part) => part('year').padStart(2, '0').slice(-2),
  MMM: (part) => months[Number(part('month')) - 1] ?? '',
  MM: (part) => part('month'),
  M: (part) => String(Number(part('month'))),
  dd: (part) => part('day'),
  d: (part) => String(Number(part('day'))),
  EEE: (part) => part('weekday'),
  HH: (part) => part('hour'),
  H: (part) => String(Number(part('hour'))),
  hh: (part) => twelve(part).padStart(2, '0'),
  h: (part) => twelve(part),
  a: (part) => (Number(part('hour')) < 12 ? 'AM' : 'PM'),
  mm: (part) => part('minute'),
  ss: (part) => part('second'),
  SSS: (part) => part('fractionalSecond'),
  XXX: (part) => part('timeZoneName').replace('GMT', '') || '+00:00',
};

const twelve = (part: Part): string => String(Number(part('hour')) % 12 || 12);

// Making a formatter costs some 20 µs; a template uses one or two zones.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
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

/** `''` is a quote, inside quoted text too. */
const unquoted = (text: string): string => (text === "''" ? "'" : text.slice(1, -1).replaceAll("''", "'"));

function fill(format: string, part: Part): string {
  return format.replace(pieces, (found) => {
    if (found === "'") throw new RangeError(`date format "${format}": a quote is never closed; write '' for a quote`);
    if (found.startsWith("'")) return unquoted(found);
    const token = Object.hasOwn(tokens, found) ? tokens[found] : undefined;
    if (token) return token(part);
    const known = Object.keys(tokens).join(', ');
    throw new RangeError(
      `date format "${format}": unknown ${found}; expected ${known}, and text in single quotes: '${found}'`,
    );
  });
}

/**
 * Checks a format without a time.
 * @throws RangeError for letters that are no token and not in single quotes, or a quote that is never closed
 */
export function checkDateFormat(format: string): void {
  fill(format, () => '');
}

/**
 * An RFC 3339 time in a time zone (IANA name) by a format of yyyy, yy, MMM, MM, M, dd, d, EEE, HH, H, hh, h, a, mm, ss, SSS and XXX (the
 * offset), names in English; `""` for no time.
 * @throws RangeError for a zone that does not exist, and for a format as {@link checkDateFormat} does
 */
export function formatDate(time: string, zone: string, format: string): string {
  const zoned = formatter(zone);
  const at = Date.parse(time);
  if (Number.isNaN(at)) return '';
  const parts = new Map(zoned.formatToParts(at).map((part) => [part.type, part.value]));
  return fill(format, (type) => parts.get(type) ?? '');
}
