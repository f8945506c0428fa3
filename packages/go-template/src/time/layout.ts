/** The parts of a layout: reference values of Go's reference time, and the text between them. */
export type LayoutPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fraction'; readonly text: string; readonly digits: number; readonly trimmed: boolean }
  | { readonly kind: 'field'; readonly text: string };

// longest first where one begins another
const FIELDS_BY_LETTER: ReadonlyMap<string, readonly string[]> = new Map([
  ['J', ['January', 'Jan']],
  ['M', ['Monday', 'Mon', 'MST']],
  ['0', ['002', '01', '02', '03', '04', '05', '06']],
  ['1', ['15', '1']],
  ['2', ['2006', '2']],
  ['_', ['__2', '_2']],
  ['3', ['3']],
  ['4', ['4']],
  ['5', ['5']],
  ['P', ['PM']],
  ['p', ['pm']],
  ['-', ['-070000', '-07:00:00', '-0700', '-07:00', '-07']],
  ['Z', ['Z070000', 'Z07:00:00', 'Z0700', 'Z07:00', 'Z07']],
]);

function fractionAt(layout: string, index: number): LayoutPart | undefined {
  const text = /^[.,](?:0+|9+)(?!\d)/.exec(layout.slice(index, index + 64))?.[0];
  if (text === undefined) return undefined;
  return { kind: 'fraction', text, digits: text.length - 1, trimmed: text.charAt(1) === '9' };
}

function fieldAt(layout: string, index: number): string | undefined {
  const candidates = FIELDS_BY_LETTER.get(layout.charAt(index)) ?? [];
  const found = candidates.find((candidate) => layout.startsWith(candidate, index));
  // 'Janet' and 'Month' are words, not the short names
  const short = found === 'Jan' || found === 'Mon';
  if (short && /^[a-z]/.test(layout.charAt(index + 3))) {
    return undefined;
  }
  // '_2006' is an underscore and a year
  return found === '_2' && layout.startsWith('2006', index + 1) ? undefined : found;
}

function fieldPart(layout: string, index: number): LayoutPart | undefined {
  const text = fieldAt(layout, index);
  return text === undefined ? undefined : { kind: 'field', text };
}

/** Splits a layout such as `2006-01-02T15:04:05Z07:00` (package time, constants Layout and below). */
export function parseLayout(layout: string): readonly LayoutPart[] {
  const parts: LayoutPart[] = [];
  let start = 0;
  for (let index = 0; index < layout.length; ) {
    const letter = layout.charAt(index);
    const part = letter === '.' || letter === ',' ? fractionAt(layout, index) : fieldPart(layout, index);
    if (part === undefined) {
      index += 1;
      continue;
    }
    if (index > start) parts.push({ kind: 'text', text: layout.slice(start, index) });
    parts.push(part);
    index += part.text.length;
    start = index;
  }
  if (start < layout.length) parts.push({ kind: 'text', text: layout.slice(start) });
  return parts;
}

export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const WEEKDAYS: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];
export const RFC3339 = '2006-01-02T15:04:05Z07:00';
