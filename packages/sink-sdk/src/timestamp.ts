const [zero, nine, hyphen, colon, point, letterT, letterZ] = [48, 57, 45, 58, 46, 84, 90];

const isDigit = (code: number): boolean => code >= zero && code <= nine;

/** Whether `text` is `yyyy-MM-ddTHH:mm:ss[.fraction]Z` by its shape: what the API server writes. No regular expression: it runs per event. */
function isUtc(text: string): boolean {
  const length = text.length;
  if (length < 20 || text.charCodeAt(length - 1) !== letterZ) return false;
  if (text.charCodeAt(10) !== letterT || text.charCodeAt(4) !== hyphen || text.charCodeAt(7) !== hyphen) return false;
  if (text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return false;
  if (length === 20) return isDigit(text.charCodeAt(0)) && isDigit(text.charCodeAt(18));
  if (text.charCodeAt(19) !== point) return false;
  for (let index = 20; index < length - 1; index++) if (!isDigit(text.charCodeAt(index))) return false;
  return length > 21;
}

const withOffset = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * A Kubernetes time as RFC 3339 in UTC, with the fraction it came with; `""` for null, absent or unreadable ones.
 * Sources: metav1.Time (seconds) and metav1.MicroTime (microseconds), both serialised in UTC.
 */
export function utcTime(value: unknown): string {
  if (typeof value !== 'string' || value === '') return '';
  if (isUtc(value)) return value;
  const match = withOffset.exec(value);
  if (!match) return '';
  const [, day, time, fraction = '', offset] = match;
  const at = Date.parse(`${day}T${time}${offset?.toUpperCase()}`);
  if (Number.isNaN(at)) return '';
  const utc = new Date(at).toISOString();
  // A year beyond 9999 or before 0 after the shift has no RFC 3339 form.
  return utc.length === 24 ? `${utc.slice(0, 19)}${fraction}Z` : '';
}
