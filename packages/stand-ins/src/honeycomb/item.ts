/** An event as it was stored. */
export interface Stored {
  readonly dataset: string;
  /** Unix ms; the time of arrival when the event named none. */
  readonly time: number;
  readonly sampleRate: number;
  readonly data: { readonly [column: string]: unknown };
}

/** What a batch's answer says of one of its events. */
export interface ItemAnswer {
  readonly status: number;
  readonly error?: string;
}

/** The documented limits: docs.honeycomb.io/api/events. */
const mostColumns = 2000;
const mostEventBytes = 1_000_000;
const mostTextBytes = 65_536;

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = 'Request body is malformed and cannot be read.';

/** RFC 3339, or Unix seconds as a number, or nothing. */
function timeOf(time: unknown, now: number): number | undefined {
  if (time === undefined) return now;
  if (typeof time === 'number') return time * 1000;
  if (typeof time !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(time)) {
    return undefined;
  }
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : at;
}

function faultOf(data: Fields): string | undefined {
  const values = Object.values(data);
  if (values.length > mostColumns) return 'Event has too many columns.';
  if (values.some((value) => typeof value === 'object' && value !== null)) return malformed;
  const isLong = (value: unknown) => typeof value === 'string' && Buffer.byteLength(value) > mostTextBytes;
  return values.some(isLong) ? 'String field exceeds 64KB.' : undefined;
}

/** Reads one event of a batch: what is stored, or what is said against it. */
export function readItem(item: unknown, dataset: string, now: number): Stored | ItemAnswer {
  if (!isFields(item) || !isFields(item.data) || Object.keys(item.data).length === 0) {
    return { status: 400, error: 'Request body should not be empty.' };
  }
  if (Buffer.byteLength(JSON.stringify(item)) > mostEventBytes) return { status: 400, error: 'Event is too large.' };
  const time = timeOf(item.time, now);
  const sampleRate = item.samplerate ?? 1;
  if (time === undefined || typeof sampleRate !== 'number') return { status: 400, error: malformed };
  const error = faultOf(item.data);
  return error === undefined ? { dataset, time, sampleRate, data: item.data } : { status: 400, error };
}
